"""The Secrets that Argo CD reads, and where each comes from."""

from typing import Final

from components.delivery.argo.cd.spec import ArgoCdSpec
from components.foundation.cluster.wanted_secret import WantedSecret

OIDC: Final = "argocd-oidc"
OIDC_KEY: Final = "clientSecret"
GITHUB: Final = "argocd-github"
NOTIFICATIONS: Final = "argocd-notifications-secret"
SLACK_KEY: Final = "slack-token"
REDIS: Final = "argocd-redis"
"""The one that is made here, because nobody outside needs to know it. The chart fixes its name."""

CLIENT_SECRET: Final = "oidc-client-secret"  # noqa: S105 - the name of a property
PRIVATE_KEY: Final = "github-private-key"
SLACK_TOKEN: Final = "slack-token"  # noqa: S105 - the name of a property

PART_OF_ARGO_CD: Final = {"app.kubernetes.io/part-of": "argocd"}
"""Argo CD reads ``$secret:key`` only from Secrets that carry this label."""


def wanted(spec: ArgoCdSpec) -> list[WantedSecret]:
    """Return the Secrets that have to be brought from the secret store."""
    github = WantedSecret(
        name=GITHUB,
        path=spec.github.secret,
        values={"githubAppPrivateKey": PRIVATE_KEY},
        plain={
            "type": "git",
            "url": spec.github.address,
            "githubAppID": str(spec.github.app_id),
            "githubAppInstallationID": str(spec.github.installation_id),
        },
        # Credentials of every repository below the organisation's address.
        labels={"argocd.argoproj.io/secret-type": "repo-creds"},
    )
    found = [github]
    if spec.sign_on.secret is not None:
        sign_on = {OIDC_KEY: CLIENT_SECRET}
        found.append(
            WantedSecret(name=OIDC, path=spec.sign_on.secret, values=sign_on, labels=PART_OF_ARGO_CD)
        )
    if spec.notifications is not None:
        token, path = {SLACK_KEY: SLACK_TOKEN}, spec.notifications.secret
        found.append(WantedSecret(name=NOTIFICATIONS, path=path, values=token, labels=PART_OF_ARGO_CD))
    return found
