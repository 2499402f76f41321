"""The home region's Secrets Manager, as a cluster of another cloud reads what people brought there once for all clusters."""

from collections.abc import Mapping
from dataclasses import dataclass

from components.kubernetes.identity_policies.secret_reader import secret_reader
from components.kubernetes.workload_identity import IdentityIssuer, WorkloadIdentity, WorkloadIdentityArgs
from components.security.cluster.secrets.namespace_secrets import SERVICE_ACCOUNT
from components.security.cluster.secrets.stores import SecretsManager, Store
from stacks.layers.generated_secrets import KeptSecret
from stacks.layers.platform.secret_stores.aws import keys_of
from stacks.layers.platform.site import PlatformSite


@dataclass(frozen=True)
class HomeSecrets:
    """Secrets Manager of the home region, reached by tokens of the cluster's own, which AWS believes."""

    site: PlatformSite

    @property
    def store(self) -> Store:
        """The region's store."""
        return SecretsManager(region=self.site.home.region)

    def kept(self) -> Mapping[str, KeptSecret]:
        """Return what people brought and what was made at random; addresses and logins of data stores stay there."""
        return self.site.home.generated

    def reader(self, namespace: str, found: Mapping[str, KeptSecret]) -> WorkloadIdentity:
        """Return a role of AWS that the namespace's account assumes by its token.

        :raises LookupError: on a cluster whose tokens AWS was not told to believe.
        """
        return WorkloadIdentity(
            f"{self.site.cluster.name}-{namespace}-secrets-reader",
            WorkloadIdentityArgs(
                issuer=self._issuer,
                labels=self.site.settings.labels,
                protected=self.site.settings.protected,
                namespace=namespace,
                service_account=SERVICE_ACCOUNT,
                grants=secret_reader(
                    placement=self.site.home.base.placement,
                    secret_arns={path: secret.arn for path, secret in found.items()},
                    key_arns=keys_of(found),
                ),
            ),
            self.site.home.account,
        )

    @property
    def _issuer(self) -> IdentityIssuer:
        if self.site.vouched is None:
            raise LookupError(f"cluster {self.site.cluster.name}: nothing makes AWS believe its accounts")
        return self.site.vouched
