"""Secret Manager of a project, as External Secrets reads it for a namespace of the GKE cluster."""

from collections.abc import Mapping
from dataclasses import dataclass

from components.kubernetes.gke import GkeIdentitySpec
from components.kubernetes.gke.workload_identity import GkeWorkloadIdentity, GkeWorkloadIdentityArgs
from components.security.cluster.secrets.namespace_secrets import SERVICE_ACCOUNT
from components.security.cluster.secrets.stores import GoogleSecretManager, Store
from stacks.layers.gcp import Google
from stacks.layers.generated_secrets import KeptSecret
from stacks.layers.platform.secret_stores.databases import beside
from stacks.layers.platform.site import PlatformSite
from stacks.settings.gcp_model import GcpSettings


@dataclass(frozen=True)
class GoogleSecrets:
    """Secret Manager of the cluster's project."""

    site: PlatformSite
    google: Google

    @property
    def store(self) -> Store:
        """The project's store."""
        place = self._settings.placement
        return GoogleSecretManager(
            project=place.project, cluster=self.site.cluster.name, location=place.region
        )

    def kept(self) -> Mapping[str, KeptSecret]:
        """Return what the project keeps: the database's password, as it is."""
        spec, database = self._settings.database, self.google.database
        if database is None or spec is None:
            return {}
        return {
            "database/postgresql": KeptSecret(
                arn=database.secret_id,
                properties=("password",),
                whole=True,
                store_key=database.secret_id.apply(lambda path: path.rsplit("/", 1)[-1]),
                beside=beside(database.private_address, spec.database, spec.username),
            )
        }

    def reader(self, namespace: str, found: Mapping[str, KeptSecret]) -> GkeWorkloadIdentity:
        """Return an account that the namespace's own may impersonate."""
        cluster = self.google.cluster
        (secret,) = found.values()
        return GkeWorkloadIdentity(
            f"{self.site.cluster.name}-{namespace}-secrets-reader",
            GkeWorkloadIdentityArgs(
                spec=GkeIdentitySpec(
                    namespace=namespace, service_account=SERVICE_ACCOUNT, reads_database_secret=True
                ),
                placement=self._settings.placement,
                labels=self.site.settings.labels,
                cluster_name=self.site.cluster.name,
                database_secret=secret.arn,
                cluster_ready=cluster.ready if cluster else (),
            ),
            self.google.account,
        )

    @property
    def _settings(self) -> GcpSettings:
        if self.site.settings.gcp is None:
            raise LookupError(
                f"cluster {self.site.cluster.name} stands in Google Cloud, which is not described"
            )
        return self.site.settings.gcp
