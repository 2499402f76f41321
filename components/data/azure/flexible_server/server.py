"""Azure Database for PostgreSQL flexible server: empty until a recovery restores into it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Final

from pulumi import Output, Resource, ResourceOptions
from pulumi_azure_native import dbforpostgresql, keyvault, managedidentity

from components.data.azure.flexible_server.parameters import set_parameters
from components.data.azure.flexible_server.spec import FlexibleServerSpec
from components.data.credentials import generated_password
from components.foundation.azure.placement import AzurePlacement, Guid
from components.foundation.azure.roles import Grant, assign
from components.foundation.component import Component
from components.foundation.labels import Labels
from components.foundation.spec import Wire

CRYPTO_USER: Final = "Key Vault Crypto Service Encryption User"


@dataclass(frozen=True, kw_only=True)
class GeoBackupKey:
    """The key of the paired region, without which Azure refuses to copy encrypted backups there."""

    placement: AzurePlacement
    key_id: Wire[str]
    key_uri: Wire[str]


@dataclass(frozen=True, kw_only=True)
class FlexibleServerArgs:
    """A spec wired to its network, its keys and the people who look after it.

    ``server_name`` is shared with everybody else's in Azure. ``names_ready`` are the links by which the server's name
    can be resolved, for which its creation waits. ``administrators`` are groups of Entra, by a name of ours.
    """

    spec: FlexibleServerSpec
    placement: AzurePlacement
    labels: Labels
    protected: bool
    stem: str
    group: Wire[str]
    server_name: str
    subnet_id: Wire[str]
    zone_id: Wire[str]
    names_ready: Sequence[Resource]
    key_id: Wire[str]
    key_uri: Wire[str]
    geo_backup: GeoBackupKey | None
    vault_group: Wire[str]
    vault_name: Wire[str]
    administrators: Mapping[str, Guid]


class FlexibleServer(Component):
    """A server that only our network reaches, over TLS, with Entra's people and one generated login.

    Outputs: ``endpoint``, ``server_id``, ``database_name``; ``secret_name`` is where in the vault the login's password
    is kept.

    :raises ValueError: if backups are to be copied to the paired region and there is no key for them.
    """

    urn_type = "platform:data:FlexibleServer"

    endpoint: Output[str]
    server_id: Output[str]
    database_name: Output[str]
    secret_name: Output[str]

    def __init__(self, name: str, args: FlexibleServerArgs, opts: ResourceOptions | None = None) -> None:
        if args.spec.geo_backups and args.geo_backup is None:
            raise ValueError(
                f"{name}: geo_backups needs a key in the paired region, because Azure refuses to copy backups that it could "
                "not decrypt there: wire one, or set geo_backups to false"
            )
        super().__init__(name, opts)
        password = generated_password(self, name, args.spec.password_version)
        server = self._server(name, args, password)
        settled = set_parameters(self, name, group=args.group, server=server)
        database = dbforpostgresql.Database(
            f"{name}-{args.spec.database}",
            resource_group_name=args.group,
            server_name=server.name,
            database_name=args.spec.database,
            charset="UTF8",
            collation="en_US.utf8",
            opts=self.child(depends_on=settled[-1:]),
        )
        self._administrators(name, args, server, database)
        self.secret_name = self._secret(name, args, password).name
        self.endpoint = server.fully_qualified_domain_name
        self.server_id = server.id
        self.database_name = database.name
        self.publish()

    def _server(self, name: str, args: FlexibleServerArgs, password: Output[str]) -> dbforpostgresql.Server:
        spec = args.spec
        identities, encryption, allowed = self._encryption(name, args)
        return dbforpostgresql.Server(
            name,
            resource_group_name=args.group,
            server_name=args.server_name,
            location=args.placement.location,
            version=spec.version,
            sku=dbforpostgresql.SkuArgs(name=spec.size, tier=spec.tier),
            storage=dbforpostgresql.StorageArgs(storage_size_gb=spec.disk_gib, auto_grow="Enabled"),
            availability_zone=spec.zone,
            high_availability=_standby(spec),
            backup=dbforpostgresql.BackupArgs(
                backup_retention_days=spec.backup_days,
                geo_redundant_backup="Enabled" if spec.geo_backups else "Disabled",
            ),
            network=dbforpostgresql.NetworkArgs(
                delegated_subnet_resource_id=args.subnet_id,
                private_dns_zone_arm_resource_id=args.zone_id,
                public_network_access="Disabled",
            ),
            auth_config=dbforpostgresql.AuthConfigArgs(
                active_directory_auth="Enabled",
                password_auth="Enabled",  # noqa: S106 - a switch
                tenant_id=args.placement.tenant_id,
            ),
            administrator_login=spec.username,
            administrator_login_password=password,
            identity=dbforpostgresql.UserAssignedIdentityArgs(
                type="UserAssigned",
                user_assigned_identities=Output.all(*identities).apply(
                    lambda ids: {one: dbforpostgresql.UserIdentityArgs() for one in ids}
                ),
            ),
            data_encryption=encryption,
            maintenance_window=dbforpostgresql.MaintenanceWindowArgs(
                custom_window="Enabled",
                day_of_week=spec.maintenance_day,
                start_hour=spec.maintenance_hour,
                start_minute=0,
            ),
            create_mode="Default",
            tags=args.labels.azure(),
            opts=self.child(
                depends_on=[*args.names_ready, *allowed],
                protect=args.protected or None,
                # After a failover the standby's zone is the server's, and its way back is nobody's wish.
                ignore_changes=["availabilityZone", "highAvailability.standbyAvailabilityZone"],
            ),
        )

    def _encryption(
        self, name: str, args: FlexibleServerArgs
    ) -> tuple[list[Output[str]], dbforpostgresql.DataEncryptionArgs, list[Resource]]:
        """Return the identities by which the server reaches its keys, the keys, and the roles that let it."""
        here, here_may = self._keeper(f"{name}-keeper", args, args.placement, args.key_id)
        encryption = dbforpostgresql.DataEncryptionArgs(
            type="AzureKeyVault", primary_key_uri=args.key_uri, primary_user_assigned_identity_id=here.id
        )
        geo = args.geo_backup
        if not args.spec.geo_backups or geo is None:
            return [here.id], encryption, [here_may]
        there, there_may = self._keeper(f"{name}-geo-keeper", args, geo.placement, geo.key_id)
        encryption.geo_backup_key_uri = geo.key_uri
        encryption.geo_backup_user_assigned_identity_id = there.id
        return [here.id, there.id], encryption, [here_may, there_may]

    def _keeper(
        self, role: str, args: FlexibleServerArgs, placement: AzurePlacement, key_id: Wire[str]
    ) -> tuple[managedidentity.UserAssignedIdentity, Resource]:
        keeper = managedidentity.UserAssignedIdentity(
            role,
            resource_group_name=args.group,
            resource_name_=f"{args.stem}-postgresql-{placement.location}",
            location=placement.location,
            tags=args.labels.azure(),
            opts=self.child(),
        )
        grant = Grant(role=CRYPTO_USER, scope=key_id, principal_id=keeper.principal_id)
        return keeper, assign(f"{role}-encrypts", grant, args.placement, self.child())

    def _administrators(
        self,
        name: str,
        args: FlexibleServerArgs,
        server: dbforpostgresql.Server,
        after: dbforpostgresql.Database,
    ) -> None:
        waits: list[Resource] = [after]
        for who, group_id in args.administrators.items():
            waits = [
                dbforpostgresql.Administrator(
                    f"{name}-administrator-{who}",
                    resource_group_name=args.group,
                    server_name=server.name,
                    object_id=group_id,
                    principal_name=who,
                    principal_type=dbforpostgresql.PrincipalType.GROUP,
                    tenant_id=args.placement.tenant_id,
                    opts=self.child(depends_on=waits),
                )
            ]

    def _secret(self, name: str, args: FlexibleServerArgs, password: Output[str]) -> keyvault.Secret:
        """Keep the password where Azure's own workloads read it, so that none of them asks AWS for it."""
        return keyvault.Secret(
            f"{name}-password-copy",
            resource_group_name=args.vault_group,
            vault_name=args.vault_name,
            secret_name="postgresql-password",  # noqa: S106 - the name of a secret, not one
            properties=keyvault.SecretPropertiesArgs(
                value=password,
                content_type=f"password of {args.spec.username}",
                attributes=_until(args.spec.password_until),
            ),
            tags=args.labels.azure(),
            opts=self.child(),
        )


def _until(day: date | None) -> keyvault.SecretAttributesArgs | None:
    """Return the end of a secret, as the seconds since 1970 that Key Vault counts in."""
    if day is None:
        return None
    return keyvault.SecretAttributesArgs(expires=int(datetime.combine(day, time(), UTC).timestamp()))


def _standby(spec: FlexibleServerSpec) -> dbforpostgresql.HighAvailabilityArgs:
    if not spec.standby:
        return dbforpostgresql.HighAvailabilityArgs(mode="Disabled")
    return dbforpostgresql.HighAvailabilityArgs(
        mode="ZoneRedundant", standby_availability_zone=spec.standby_zone
    )
