"""Amazon CloudFront over private buckets: pages, files and the API under one name, released and rolled back at once."""

from components.networking.cdn.distribution import ApiOrigin, Cdn, CdnArgs, PageOrigin
from components.networking.cdn.spec import CdnSpec

__all__ = ["ApiOrigin", "Cdn", "CdnArgs", "CdnSpec", "PageOrigin"]
