"""The images that this room writes itself, each at one version. Renovate raises them by the line above each."""

from typing import Final

# renovate: datasource=docker depName=ghcr.io/aquasecurity/trivy
TRIVY_VERSION: Final = "0.72.0"
"""Versions 0.69.4 to 0.69.6 carried malware (the project's notice of March 2026): never go back to them."""

TRIVY: Final = f"ghcr.io/aquasecurity/trivy:{TRIVY_VERSION}"
