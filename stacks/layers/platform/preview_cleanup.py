"""The clean-up of previews, on an EKS cluster that has some."""

from components.delivery.preview_cleanup import cleanup
from components.delivery.preview_cleanup.cleanup import PreviewCleanup, PreviewCleanupArgs
from components.kubernetes.identity_policies.preview_cleanup import preview_cleanup
from stacks.layers.platform.site import PlatformSite


def build(site: PlatformSite) -> PreviewCleanup | None:
    """Build the job, where the settings have it."""
    spec, side = site.spec.preview_cleanup, site.aws
    if spec is None or side is None:
        return None
    identity = site.aws_identity(
        cleanup.NAMESPACE, cleanup.NAME, preview_cleanup(placement=side.base.placement)
    )
    return PreviewCleanup(
        site.cluster,
        PreviewCleanupArgs(
            spec=spec,
            region=side.region,
            annotations=identity.annotations,
            granted=identity.granted,
        ),
    )
