"""The foundation of a region: keys, network and the topic that alarms go to."""

from dataclasses import dataclass

from pulumi import ResourceOptions

from components.foundation.placement import AwsPlacement
from components.networking.vpc import Network, NetworkArgs
from components.observability.alarm_topic import AlarmTopic, AlarmTopicArgs
from components.security.key_policies import DOMAINS, Domain
from components.security.keys import EncryptionKeys, EncryptionKeysArgs
from stacks.settings.model import Settings


@dataclass(frozen=True)
class Foundation:
    """What every other layer of a region stands on."""

    placement: AwsPlacement
    keys: EncryptionKeys
    network: Network
    alarms: AlarmTopic


def cluster_name(settings: Settings, region: str) -> str:
    """Return the physical name of a region's cluster, of whichever cloud, known before it exists.

    Subnets, logs, and the network and keys beside it carry it too.
    """
    return f"{settings.environment}-{region}"


def build(
    settings: Settings, region: str, account: ResourceOptions, *, replica_region: str | None
) -> Foundation:
    """Build the foundation of ``region``.

    :param replica_region: where secrets are replicated to, and so their key too; None keeps them here.
    """
    placement, labels = settings.placement(region), settings.labels
    keys = EncryptionKeys(
        f"{region}-keys",
        EncryptionKeysArgs(
            placement=placement,
            labels=labels,
            protected=settings.protected,
            domains=_domains(settings, region),
            replica_region=replica_region,
        ),
        account,
    )
    network = Network(
        f"{region}-network",
        NetworkArgs(
            spec=settings.aws.regions[region].network,
            placement=placement,
            labels=labels,
            logs_key_arn=keys.arns["logs"],
            cluster_name=cluster_name(settings, region),
        ),
        account,
    )
    alarms = AlarmTopic(
        f"{region}-alarms",
        AlarmTopicArgs(
            placement=placement,
            labels=labels,
            messaging_key_arn=keys.arns["messaging"],
            emails=settings.aws.alarm_emails,
        ),
        account,
    )
    return Foundation(placement, keys, network, alarms)


def _domains(settings: Settings, region: str) -> tuple[Domain, ...]:
    """Return the kinds of data that the region encrypts: those of every region, and those of systems that it has."""
    stores, aws = settings.aws.regions[region].stores, settings.aws
    kept = stores.by_class if stores else {}
    copied = region in {aws.home_region, aws.copy_region}
    optional: dict[Domain, bool] = {
        "artifacts": "artifacts" in kept
        or "incidents" in kept
        or (aws.registry is not None and region == aws.home_region),
        "audit": "audit" in kept,
        "backups": "backups" in kept or (aws.vault is not None and copied),
        "analytics": _analyses(settings, region),
        "metrics": aws.shared_metrics is not None and region == aws.home_region,
    }
    return tuple(domain for domain in DOMAINS if optional.get(domain, True))


def _analyses(settings: Settings, region: str) -> bool:
    """Tell whether the region holds a warehouse, copies of its snapshots, or a search domain."""
    here, home = settings.aws.regions[region], settings.aws.regions[settings.aws.home_region]
    copied = home.warehouse is not None and home.warehouse.copied_snapshot_days > 0
    keeps = copied and region == settings.aws.snapshot_region
    return here.warehouse is not None or here.search is not None or keeps
