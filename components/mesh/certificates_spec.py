"""What an environment decides about certificates that clusters get for themselves."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from components.foundation.spec import Spec

Email = Annotated[str, StringConstraints(pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$")]


class CertificatesSpec(Spec):
    """Certificates by ACME, proved by a record in the zone.

    ``authority`` is Let's Encrypt's: ``staging`` has generous limits and certificates that nobody trusts, ``production``
    issues at most 50 certificates a week for a registered domain (Let's Encrypt, Rate Limits).
    """

    email: Email = Field(description="Who hears of certificates that are about to expire.")
    authority: Literal["production", "staging"] = Field(
        default="production", description="Which of Let's Encrypt's authorities issues."
    )
