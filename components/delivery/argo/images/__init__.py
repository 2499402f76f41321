"""Argo CD Image Updater: new images are proposed to git, where they are read before they run."""

from components.delivery.argo.images.spec import ImageUpdatesSpec
from components.delivery.argo.images.updater import ImageUpdater, ImageUpdaterArgs, OwnRegistry

__all__ = ["ImageUpdater", "ImageUpdaterArgs", "ImageUpdatesSpec", "OwnRegistry"]
