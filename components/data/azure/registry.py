"""Azure Container Registry: the images that a recovery starts from, with no registry of AWS in reach."""

from dataclasses import dataclass

from pulumi import Output, ResourceOptions
from pulumi_azure_native import containerregistry, managedidentity

from components.data.azure.registry_spec import ContainerRegistrySpec
from components.foundation.azure.placement import AzurePlacement
from components.foundation.azure.roles import Grant, assign
from components.foundation.component import Component
from components.foundation.labels import Labels
from components.foundation.spec import Wire

LONGEST_NAME = 50


@dataclass(frozen=True, kw_only=True)
class ContainerRegistryArgs:
    """A spec wired to its group and its key. ``registry_name`` is shared with everybody else's in Azure."""

    spec: ContainerRegistrySpec
    placement: AzurePlacement
    labels: Labels
    stem: str
    group: Wire[str]
    registry_name: str
    key_id: Wire[str]
    key_uri: Wire[str]


class ContainerRegistry(Component):
    """A registry that only our network and Azure's own services reach, without a login of its own.

    Images come in through Azure itself (``az acr import``, by the pipeline's identity), so that nothing has to be open.

    Outputs: ``registry_id``, ``login_server``.

    :raises ValueError: if the registry's name is not one that Azure takes.
    """

    urn_type = "platform:data:ContainerRegistry"

    registry_id: Output[str]
    login_server: Output[str]

    def __init__(self, name: str, args: ContainerRegistryArgs, opts: ResourceOptions | None = None) -> None:
        if not (args.registry_name.isalnum() and 5 <= len(args.registry_name) <= LONGEST_NAME):
            raise ValueError(
                f"the registry name {args.registry_name!r} is not one that Azure takes: 5 to {LONGEST_NAME} letters and digits"
            )
        super().__init__(name, opts)
        keeper = managedidentity.UserAssignedIdentity(
            f"{name}-keeper",
            resource_group_name=args.group,
            resource_name_=f"{args.stem}-registry",
            location=args.placement.location,
            tags=args.labels.azure(),
            opts=self.child(),
        )
        may_encrypt = assign(
            f"{name}-encrypts",
            Grant(
                role="Key Vault Crypto Service Encryption User",
                scope=args.key_id,
                principal_id=keeper.principal_id,
            ),
            args.placement,
            self.child(),
        )
        registry = containerregistry.Registry(
            name,
            resource_group_name=args.group,
            registry_name=args.registry_name,
            location=args.placement.location,
            sku=containerregistry.SkuArgs(name=containerregistry.SkuName.PREMIUM),
            admin_user_enabled=False,
            anonymous_pull_enabled=False,
            data_endpoint_enabled=True,
            public_network_access=containerregistry.PublicNetworkAccess.DISABLED,
            network_rule_bypass_options=containerregistry.NetworkRuleBypassOptions.AZURE_SERVICES,
            zone_redundancy=containerregistry.ZoneRedundancy.ENABLED,
            identity=containerregistry.IdentityPropertiesArgs(
                type=containerregistry.ResourceIdentityType.USER_ASSIGNED,
                user_assigned_identities=keeper.id.apply(
                    lambda one: {one: containerregistry.UserIdentityPropertiesArgs()}
                ),
            ),
            encryption=containerregistry.EncryptionPropertyArgs(
                status=containerregistry.EncryptionStatus.ENABLED,
                key_vault_properties=containerregistry.KeyVaultPropertiesArgs(
                    identity=keeper.client_id, key_identifier=args.key_uri
                ),
            ),
            policies=_policies(args.spec),
            tags=args.labels.azure(),
            opts=self.child(depends_on=[may_encrypt]),
        )
        self.registry_id, self.login_server = registry.id, registry.login_server
        self.publish()


def _policies(spec: ContainerRegistrySpec) -> containerregistry.PoliciesArgs:
    """Forget what no tag names, and let nobody carry images out of the network by an export."""
    return containerregistry.PoliciesArgs(
        retention_policy=containerregistry.RetentionPolicyArgs(
            days=spec.untagged_days, status=containerregistry.PolicyStatus.ENABLED
        ),
        export_policy=containerregistry.ExportPolicyArgs(
            status=containerregistry.ExportPolicyStatus.DISABLED
        ),
    )
