"""What holds between the parts of the recovery in Azure, and production's floor there."""

from typing import Any

import pytest

CASES: dict[str, tuple[list[Any], list[str]]] = {
    "a pool in a zone without a subnet": (
        [('zones: ["1", "2", "3"]\n        flow_log_days', 'zones: ["1", "2"]\n        flow_log_days')],
        [
            "azure.cluster.pools.app.zones[2]: 3 is not a zone of the network (1, 2), so there is no subnet for it; add it to network.zones, or choose among those",
            "azure.cluster.pools.data.zones[2]: 3 is not a zone of the network (1, 2), so there is no subnet for it; add it to network.zones, or choose among those",
            "azure.network.zones: with 2, one zone's failure takes too much of the recovery with it; name all 3",
        ],
    ),
    "a cluster without a way out": (
        [('zones: ["1", "2", "3"]\n        flow_log_days', "zones: []\n        flow_log_days")],
        [
            "azure.network.zones: names none, so that the cluster's nodes would have no subnet and no way out; name one zone or more",
            "azure.network.zones: with 0, one zone's failure takes too much of the recovery with it; name all 3",
        ],
    ),
    "a region without zones": (
        [("location: eastus\n      paired_location: westus", "location: westus\n      paired_location: eastus")],
        ["azure.location: westus has no availability zones, so that Azure refuses whatever names one; take a region that has, such as eastus",
         "cloudflare.balancing.pools.azure-eastus: has no origin: it names no address, and is none of the entrances that this stack builds (aws-us-east-1, aws-us-west-2, gcp-us-central1, azure-westus); give it an address, or the name of one of those"],
    ),
    "another pair than Azure's": (
        [("paired_location: westus", "paired_location: westus2")],
        ["azure.paired_location: westus2 is not the region that Azure copies eastus to, and the key for those copies would lie where none arrive; it is westus"],
    ),
    "copied backups without a pair": (
        [("      paired_location: westus\n", "")],
        ["azure.database.geo_backups: needs a key in the paired region, without which Azure refuses to copy encrypted backups there; name azure.paired_location, or set it to false"],
    ),
    "an identity that reads what is not there": (
        [('      database:\n        size: Standard_D2ds_v5\n        disk_gib: 128\n        version: "15"\n        database: platform\n        username: platform_owner\n        password_until: "2027-05-31"  # turned over twice a year: raise password_version, and move the day\n        backup_days: 14\n        geo_backups: true\n', "")],
        ["azure.identities.database-restore.reads_database_secret: there is no database to read; describe `database`, or set it to false"],
    ),
    "open without a recovery": (
        [("        service_cidr: 172.20.80.0/20\n", "        service_cidr: 172.20.80.0/20\n        private: false\n        authorized_ranges: [203.0.113.0/24]\n")],
        ["azure.cluster.private: is false: the API server answers the internet, though only to some; set it to true, unless a recovery is declared (azure.recovering)"],
    ),
    "open in a recovery": (
        [("        service_cidr: 172.20.80.0/20\n", "        service_cidr: 172.20.80.0/20\n        private: false\n        authorized_ranges: [203.0.113.0/24]\n"),
         ("      paired_location: westus\n", "      paired_location: westus\n      recovering: true\n")],
        [],
    ),
    "one controller of each kind": (
        [("      identities:\n", "      platform: { replicas: 1 }\n      identities:\n", 1)],
        ["azure.platform.replicas: 1 controller of each kind leaves the cluster without it while its node is replaced: set 2 or more"],
    ),
    "DNS outside its services": (
        [("        service_cidr: 172.20.80.0/20\n", "        service_cidr: 172.20.80.0/20\n        dns_service_ip: 10.0.0.10\n")],
        ["azure.cluster.dns_service_ip: dns_service_ip 10.0.0.10 lies outside service_cidr 172.20.80.0/20, so AKS refuses the cluster: take an address of it, such as 172.20.80.10"],
    ),
    "a small system pool": (
        [("vm_size: Standard_D4lds_v5\n          min: 3", "vm_size: Standard_D2lds_v5\n          min: 3")],
        ["azure.cluster.system.os_disk_gib: is 128 and the temporary disk of … has 75 GiB, so that AKS refuses an ephemeral system disk of that size: lower it, or choose a larger size"],
    ),
    "short retention": (
        [("flow_log_days: 90", "flow_log_days: 30"), ("        days: 90\n      budget:\n        monthly_usd: 1100", "        days: 30\n      budget:\n        monthly_usd: 1100")],
        [
            "azure.network.flow_log_days: 30 days end before most intrusions are noticed; keep 90 or more",
            "azure.logs.days: is 30: what led to an incident would be gone; keep 90 or more",
        ],
    ),
    "on AWS's addresses": (
        [("cidr: 10.19.0.0/16", "cidr: 10.17.0.0/16")],
        ["azure.network.cidr: 10.17.0.0/16 overlaps aws.regions.us-west-2.network.cidr (10.17.0.0/16) in Pulumi.production.yaml; routes and peerings need disjoint ranges, so move one of them"],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("edits", "faults"), CASES.values(), ids=CASES)
def test_a_contradiction_is_told(desk: Any, edits: list[Any], faults: list[str]) -> None:
    desk.edit("production", *edits)
    said = [fault.partition(": ")[2] for fault in desk.faults("production")]
    assert sorted(said) == sorted(faults)


def test_dev_has_no_recovery(desk: Any) -> None:
    block = desk.file("staging").read_text().partition("    azure:")[2].partition("    cloudflare:\n")[0]
    text = desk.file("dev").read_text().rstrip() + "\n    azure:" + block
    desk.write("dev", text)
    said = [fault.partition(": ")[2] for fault in desk.faults("dev")]
    assert "azure: is for what must outlive AWS, and dev is rebuilt, not recovered; take it out" in said


def test_an_identity_without_a_cluster_is_refused(desk: Any) -> None:
    desk.edit(
        "staging",
        (
            "        backup_days: 7\n    cloudflare:",
            "        backup_days: 7\n      identities:\n        restore: { namespace: recovery, service_account: restore, reads_backups: true }\n    cloudflare:",
        ),
    )
    said = [fault.partition(": ")[2] for fault in desk.faults("staging")]
    assert said == [
        "azure.identities.restore: is of a cluster that is not described, so nobody could be it; describe `cluster`"
    ]
