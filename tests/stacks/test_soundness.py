"""What holds of every resource of every environment."""

import json
from typing import Any

import pytest

from simulator.schema.reading import declaration_of

STATEFUL = {
    "azure-native:containerservice:ManagedCluster",
    "azure-native:dbforpostgresql:Server",
    "azure-native:keyvault:Key",
    "azure-native:keyvault:Vault",
    "azure-native:storage:StorageAccount",
    "aws:amp/workspace:Workspace",
    "aws:eks/cluster:Cluster",
    "aws:elasticache/replicationGroup:ReplicationGroup",
    "aws:kinesis/stream:Stream",
    "aws:kinesisanalyticsv2/application:Application",
    "aws:kms/key:Key",
    "aws:kms/replicaKey:ReplicaKey",
    "aws:opensearch/domain:Domain",
    "aws:iam/outboundWebIdentityFederation:OutboundWebIdentityFederation",  # a new one is another issuer
    "aws:rds/instance:Instance",
    "aws:backup/vault:Vault",
    "aws:ecr/repository:Repository",
    "aws:redshift/cluster:Cluster",
    "aws:s3/bucket:Bucket",
    "aws:route53/zone:Zone",  # a new one has other name servers, which the parent zone does not know
    "cloudflare:index/zone:Zone",  # as Route 53's
    "gcp:artifactregistry/repository:Repository",
    "gcp:container/cluster:Cluster",
    "gcp:kms/cryptoKey:CryptoKey",
    "gcp:secretmanager/secret:Secret",
    "gcp:sql/databaseInstance:DatabaseInstance",
    "gcp:storage/bucket:Bucket",
}
SECRET = "1b47061264138c4ac30d75fd1eb44270"
SIGNATURE = "4dabf18193072939515e22adb298388d"

PROVIDERS = {
    "dev": set(),
    "staging": {"gcp", "azure", "cloudflare"},
    "production": {"gcp", "azure", "cloudflare"},
}
"""What stands at the top of a stack beside AWS: one provider a cloud."""


def declared(kind: str) -> set[str]:
    declaration = declaration_of(kind)
    assert declaration is not None, kind
    return set(declaration.inputs.shapes)


def account_of(live: Any) -> str:
    return str(live.run.outputs["account_id"])


def test_there_is_one_aws_provider_and_it_acts_in_the_stacks_account_only(live: Any) -> None:
    ((urn, provider),) = [
        (urn, entry) for urn, entry in live.entries.items() if entry["type"] == "pulumi:providers:aws"
    ]
    assert json.loads(provider["inputs"]["allowedAccountIds"]) == [account_of(live)]
    assert {entry["provider"] for entry in live.aws} == {f"{urn}::{provider['id']}"}


def test_every_regional_aws_resource_says_its_region(live: Any) -> None:
    silent = [
        entry["urn"]
        for entry in live.aws
        if "region" in declared(entry["type"]) and not entry["inputs"].get("region")
    ]
    assert silent == []
    regions = {entry["inputs"]["region"] for entry in live.aws if "region" in entry["inputs"]}
    assert regions == set(live.run.outputs["regions"])


def test_every_taggable_aws_resource_carries_the_four_labels(live: Any, tree: Any) -> None:
    settings = tree(live.stack)
    labels = {
        "environment": live.stack,
        "owner": settings["owner"],
        "cost-center": settings["cost_center"],
        "managed-by": "pulumi",
    }
    taggable = [entry for entry in live.aws if "tags" in declared(entry["type"])]
    assert len(taggable) > 50
    bare = [entry["urn"] for entry in taggable if not labels.items() <= tags_of(entry).items()]
    assert bare == []


def tags_of(entry: dict[str, Any]) -> dict[str, str]:
    """Return a resource's tags; an Auto Scaling group writes them as a list."""
    tags = entry["inputs"].get("tags") or {}
    return {tag["key"]: tag["value"] for tag in tags} if isinstance(tags, list) else tags


def test_no_aws_resource_names_another_environments_account(live: Any) -> None:
    others = {"111111111111", "222222222222", "333333333333"} - {account_of(live)}
    strangers = [
        entry["urn"] for entry in live.aws if any(other in json.dumps(entry["inputs"]) for other in others)
    ]
    assert strangers == []


def test_every_resource_lives_in_a_component(live: Any) -> None:
    stack = f"platform-{live.stack}"
    at_the_top = {
        entry["urn"].rsplit("::", 1)[-1]
        for entry in live.entries.values()
        if entry["custom"] and entry.get("parent", "").endswith(f"::{stack}")
    }
    azure = {"production-eastus-kubernetes"} if live.stack == "production" else set()
    assert at_the_top == {"aws"} | PROVIDERS[live.stack] | azure
    orphans = [
        entry["urn"]
        for entry in live.entries.values()
        if entry.get("parent") and entry["parent"] not in live.entries
    ]
    assert orphans == []


def test_what_stands_in_a_cluster_is_made_by_that_clusters_provider(live: Any) -> None:
    inside = [entry for entry in live.entries.values() if entry["type"].startswith("kubernetes:")]
    clusters = {region["cluster_name"] for region in live.run.outputs["regions"].values()}
    clusters |= {"production-eastus", "production-us-central1"} if live.stack == "production" else set()
    used = {entry["provider"].split("::")[-2] for entry in inside}
    assert used == {f"{cluster}-kubernetes" for cluster in clusters}
    for entry in inside:
        cluster = entry["provider"].split("::")[-2].removesuffix("-kubernetes")
        region = cluster.removeprefix(f"{live.stack}-")
        assert entry["urn"].rsplit("::", 1)[-1].startswith((f"{region}-", f"{cluster}-")), entry["urn"]


NOT_MADE_AGAIN = {
    "platform:data:BroughtSecret$aws:secretsmanager/secret:Secret",
    "platform:resilience:BackupKeys$random:index/randomPassword:RandomPassword",
}
"""What people brought and what older backups are locked with, by component and type: nobody could make it again."""


def test_what_lives_in_a_namespace_comes_after_it(live: Any) -> None:
    """Namespaces are named by text, which says nothing of order, so that each dependency has to be said."""
    entries = live.entries
    made = {
        (entry["provider"], entry["inputs"]["metadata"]["name"]): urn
        for urn, entry in entries.items()
        if entry["type"] == "kubernetes:core/v1:Namespace"
    }
    early = []
    for urn, entry in entries.items():
        if not entry["type"].startswith("kubernetes:"):
            continue
        release = entry["type"] == "kubernetes:helm.sh/v3:Release"
        holder = entry["inputs"] if release else entry["inputs"].get("metadata", {})
        namespace = made.get((entry["provider"], holder.get("namespace")))
        if namespace is not None and namespace not in before(entries, urn):
            early.append(urn)
    assert made
    assert early == []


def before(entries: dict[str, Any], urn: str) -> set[str]:
    """Return what a resource depends on, directly or not."""
    found: set[str] = set()
    waiting = [urn]
    while waiting:
        needed = {one for one in entries[waiting.pop()].get("dependencies", ()) if one in entries} - found
        found |= needed
        waiting += needed
    return found


def test_nothing_of_dev_and_staging_is_protected_and_all_that_production_must_not_lose_is(live: Any) -> None:
    protected = {urn for urn, entry in live.entries.items() if entry.get("protect")}
    to_keep = {
        urn
        for urn, entry in live.entries.items()
        if entry["type"] in STATEFUL or urn.split("::")[2] in NOT_MADE_AGAIN
    }
    assert protected == (to_keep if live.stack == "production" else set())


@pytest.mark.parametrize("kind", ["aws:eks/cluster:Cluster", "aws:rds/instance:Instance"])
def test_the_clouds_own_protection_goes_with_it(live: Any, kind: str) -> None:
    guarded = {inputs["deletionProtection"] for inputs in live.of(kind).values()}
    assert guarded == {live.stack == "production"}


def test_every_store_is_encrypted_with_a_key_of_its_own_region(live: Any) -> None:
    keys = {
        inputs["kmsKeyId"].split(":")[3]: inputs["region"]
        for inputs in live.of(
            "aws:rds/instance:Instance", "aws:elasticache/replicationGroup:ReplicationGroup"
        ).values()
    }
    assert keys == {region: region for region in keys}
    assert all(
        inputs["storageEncrypted"] is True
        for inputs in live.of("aws:rds/instance:Instance").values()
        if "replicateSourceDb" not in inputs
    )
    for inputs in live.of("aws:elasticache/replicationGroup:ReplicationGroup").values():
        assert inputs["atRestEncryptionEnabled"] is True
        assert inputs["transitEncryptionEnabled"] is True


def test_nothing_of_a_database_is_public(live: Any) -> None:
    assert {inputs["publiclyAccessible"] for inputs in live.of("aws:rds/instance:Instance").values()} == {
        False
    }


def test_a_password_stands_nowhere_in_the_clear(live: Any) -> None:
    passwords = [
        resource.outputs["result"].value
        for resource in live.run.live
        if resource.type == "random:index/randomPassword:RandomPassword"
    ]
    assert len(passwords) == len(set(passwords)) >= 2
    written = json.dumps([live.run.resources, {}])
    assert [password for password in passwords if password in written] == []


def test_what_holds_a_password_is_a_secret(live: Any) -> None:
    for inputs in live.of("aws:secretsmanager/secretVersion:SecretVersion").values():
        assert inputs["secretString"][SIGNATURE] == SECRET
    for name, inputs in live.of("aws:rds/instance:Instance").items():
        assert inputs.get("password", {SIGNATURE: SECRET})[SIGNATURE] == SECRET, name
    users = live.of("aws:elasticache/user:User").values()
    held = [password for user in users for password in user["authenticationMode"]["passwords"]]
    assert len(held) == len(users)
    assert {password[SIGNATURE] for password in held} == {SECRET}
