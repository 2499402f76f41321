"""Wrong types, unknown and missing keys, and what components refuse: the faults of single places."""

from typing import Any

import pytest

US = "aws.regions.us-east-1"
CASES: dict[str, tuple[str, list[Any], list[tuple[str, str]]]] = {
    "text for a switch": (
        "dev",
        [("protected: false", 'protected: "no"')],
        [("protected:", "protected: should be true or false")],
    ),
    "text for a number": (
        "dev",
        [("flow_log_days: 14", 'flow_log_days: "14"')],
        [("flow_log_days", f"{US}.network.flow_log_days: should be a whole number")],
    ),
    "a fraction for a number": (
        "dev",
        [("backup_days: 7", "backup_days: 7.5")],
        [("backup_days", f"{US}.database.backup_days: should be a whole number")],
    ),
    "a number for text": (
        "dev",
        [('account_id: "111111111111"', "account_id: 111111111111")],
        [("account_id", "aws.account_id: should be text (put it in quotes)")],
    ),
    "a number for a version": (
        "staging",
        [('version: "1.35"', "version: 1.35")],
        [("version: 1.35", f"{US}.cluster.version: should be text (put it in quotes)")],
    ),
    "a list for a mapping": (
        "dev",
        [("zones: { a: 0, b: 1 }", "zones: [a, b]")],
        [("zones: [a, b]", f"{US}.network.zones: should be a mapping of names to values")],
    ),
    "a mapping for a list": (
        "dev",
        [("[t3.large]", "{ large: t3.large }")],
        [("{ large", f"{US}.cluster.pools.general.instance_types: should be a list")],
    ),
    "nothing for a mapping": (
        "dev",
        [("storage: { allocated_gib: 20, max_allocated_gib: 50 }", "storage:")],
        [
            (
                "storage:",
                (
                    f"{US}.database.storage: is empty; it should be a mapping of names to values, or be left out where "
                    "there is a default"
                ),
            )
        ],
    ),
    "a word that is no choice": (
        "dev",
        [("nat: single", "nat: singel")],
        [("nat:", f"{US}.network.nat: should be one of per_zone, single, none; did you mean single?")],
    ),
    "a word in a list that is no choice": (
        "dev",
        [("[api, audit, authenticator]", "[api, adit]")],
        [
            (
                "log_types",
                (
                    f"{US}.cluster.log_types[1]: should be one of api, audit, authenticator, controllerManager, scheduler; "
                    "did you mean audit?"
                ),
            )
        ],
    ),
    "a misspelt key": (
        "dev",
        [("multi_az: false", "multi_as: false")],
        [("multi_as", f"{US}.database.multi_as: is not a known key; did you mean multi_az?")],
    ),
    "a misspelt key in an item of a list": (
        "staging",
        [("effect: NoSchedule", "efect: NoSchedule")],
        [
            (
                "efect",
                f"{US}.cluster.pools.database.taints[0].efect: is not a known key; did you mean effect?",
            )
        ],
    ),
    "a key one level too deep": (
        "dev",
        [("nat: single", "nat: single\n            autoscaler: karpenter")],
        [
            (
                "autoscaler: karpenter",
                (
                    f"{US}.network.autoscaler: is not a known key; known here are cidr, flow_log_days, interface_endpoints, "
                    "nat, pod_cidr, zones"
                ),
            )
        ],
    ),
    "a key one level too high": (
        "dev",
        [("          network:", "          shards: 2\n          network:")],
        [("shards: 2", f"{US}.shards: is not a known key here; it belongs under cache")],
    ),
    "a key that belongs above": (
        "dev",
        [("            node_type:", "            database: {}\n            node_type:")],
        [("database: {}", f"{US}.cache.database: is not a known key here; it belongs under the level above")],
    ),
    "a missing key with a purpose": (
        "dev",
        [("    owner: platform-team\n", "")],
        [("platform:settings", "owner: is missing; add it: The team that is called when something breaks")],
    ),
    "a missing part": (
        "staging",
        [("    aws:\n", "    amazon:\n")],
        [
            ("platform:settings", "aws: is missing; add it: The AWS account and regions"),
            (
                "amazon",
                (
                    "amazon: is not a known key; known here are aws, azure, cloudflare, cost_center, environment, gcp, owner, "
                    "protected, reserved_addresses"
                ),
            ),
        ],
    ),
    "a name that does not fit": (
        "dev",
        [("general:", "General_Pool:")],
        [
            (
                "General_Pool",
                (
                    f"{US}.cluster.pools.General_Pool: is not a name that can stand here: it should be 2 to 20 lower-case "
                    "letters, digits and hyphens, beginning with a letter"
                ),
            )
        ],
    ),
    "a key of a mapping that is no choice": (
        "dev",
        [("{ a: 0, b: 1 }", "{ a: 0, b: 1, z: 2 }")],
        [
            (
                "z: 2",
                f"{US}.network.zones.z: is not a name that can stand here: it should be one of a, b, c, d, e, f",
            )
        ],
    ),
    "a region that does not look like one": (
        "dev",
        [("        us-east-1:", "        Virginia:")],
        [
            (
                "home_region",
                "aws.home_region: is not among the regions (Virginia); describe it there, or name one of them",
            ),
            (
                "Virginia",
                (
                    "aws.regions.Virginia: is not a name that can stand here: it should be the name of an AWS region, such "
                    "as us-east-1"
                ),
            ),
        ],
    ),
    "a region that is not on record": (
        "dev",
        [("us-east-1", "us-esat-1"), ("us-east-1:", "us-esat-1:")],
        [
            (
                "us-esat-1:",
                (
                    "aws.regions.us-esat-1: us-esat-1 has no zones on record; use one of eu-central-1, eu-west-1, us-east-1, "
                    "us-east-2, us-west-2, or add it to the table of zones"
                ),
            )
        ],
    ),
    "text of another form": (
        "dev",
        [("role/platform-deployer", "rule/platform-deployer")],
        [
            (
                "rule/",
                (
                    f"{US}.cluster.deployer: should be the ARN of an IAM role or user, such as "
                    "arn:aws:iam::123456789012:role/deployer"
                ),
            )
        ],
    ),
    "a number out of bounds": (
        "dev",
        [("backup_days: 7", "backup_days: 36")],
        [("backup_days", f"{US}.database.backup_days: should be 35 or less")],
    ),
    "too few of something": (
        "dev",
        [("[api, audit, authenticator]", "[]")],
        [("log_types", f"{US}.cluster.log_types: should name at least 1, and names 0")],
    ),
    "a malformed range": (
        "dev",
        [("10.48.0.0/16", "10.48.0.0/33")],
        [
            (
                "10.48.0.0/33",
                (
                    f"{US}.network.cidr: '10.48.0.0/33' is not an IPv4 range ('33' is not a valid netmask); write one as "
                    "10.0.0.0/16"
                ),
            )
        ],
    ),
    "a range that begins inside itself": (
        "dev",
        [("10.48.0.0/16", "10.48.7.0/16")],
        [
            (
                "10.48.7.0",
                (
                    f"{US}.network.cidr: 10.48.7.0/16 begins inside its own range, so two readers would cut it differently; "
                    "write 10.48.0.0/16"
                ),
            )
        ],
    ),
    "a range that is no private one": (
        "dev",
        [("10.48.0.0/16", "8.8.0.0/16")],
        [
            (
                "8.8.0.0",
                (
                    f"{US}.network.cidr: 8.8.0.0/16 is not private address space, so its hosts would shadow strangers on "
                    "the internet; take a range of 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16"
                ),
            )
        ],
    ),
    "a retention that does not exist": (
        "dev",
        [("flow_log_days: 14", "flow_log_days: 15")],
        [
            (
                "flow_log_days",
                (
                    f"{US}.network.flow_log_days: 15 days is not a retention that CloudWatch Logs offers, so the log group "
                    "would be refused; the next longer is 30"
                ),
            )
        ],
    ),
    "a dead PostgreSQL": (
        "dev",
        [("            storage:", '            version: "11"\n            storage:')],
        [
            (
                'version: "11"',
                (
                    f"{US}.database.version: PostgreSQL 11 is not in standard support on RDS, so that it could not be "
                    "created without the surcharge of extended support: choose one of 14, 15, 16, 17, 18"
                ),
            )
        ],
    ),
    "an impossible gp3": (
        "production",
        [("max_allocated_gib: 1500", "max_allocated_gib: 1500, iops: 70000")],
        [
            (
                "iops: 70000",
                f"{US}.database.storage.iops: 70000 is beyond gp3, which ends at 64000: set kind to io2",
            )
        ],
    ),
    "a small gp3 with speed of its own": (
        "dev",
        [("allocated_gib: 20", "iops: 4000, allocated_gib: 20")],
        [
            (
                "iops: 4000",
                (
                    f"{US}.database.storage.iops: iops and throughput_mibps cannot be set on gp3 below 400 GiB, where RDS "
                    "gives 3,000 IOPS and 125 MiB/s: leave them out, or set allocated_gib to 400 or more"
                ),
            )
        ],
    ),
    "sizes out of order": (
        "dev",
        [("                max: 3", "                max: 1")],
        [
            (
                "min: 1",
                (
                    f"{US}.cluster.pools.general.min: min 1, desired 2 and max 1 are out of order, and EKS refuses such a "
                    "group: keep min <= desired <= max"
                ),
            )
        ],
    ),
    "a database class without its prefix": (
        "dev",
        [("instance_class: db.t4g.small", "instance_class: t4g.small")],
        [
            (
                "instance_class",
                (
                    f"{US}.database.instance_class: 't4g.small' is not an RDS class that PostgreSQL runs on: write "
                    "db.<family>.<size> of the families t3, t4g, m5, r5, x2 or newer, such as db.r5.2xlarge; did you mean "
                    "'db.t4g.small'?"
                ),
            )
        ],
    ),
    "several faults, from the top of the file to its bottom": (
        "dev",
        [
            ("protected: false", "protected: never"),
            ("nat: single", "nat: double"),
            ("max: 3", "maximum: 3"),
            ("shards: 1", "shards: 0"),
        ],
        [
            ("protected", "protected: should be true or false"),
            ("nat:", f"{US}.network.nat: should be one of per_zone, single, none"),
            ("general:", f"{US}.cluster.pools.general.max: is missing; add it"),
            ("maximum", f"{US}.cluster.pools.general.maximum: is not a known key; did you mean max?"),
            ("shards", f"{US}.cache.shards: should be 1 or more"),
        ],
    ),
}


@pytest.mark.parametrize(("stack", "edits", "faults"), CASES.values(), ids=CASES)
def test_a_wrong_value_is_refused_at_its_place_with_a_way_out(
    desk: Any, stack: str, edits: list[Any], faults: list[tuple[str, str]]
) -> None:
    desk.edit(stack, *edits)
    assert desk.faults(stack) == desk.expected(stack, faults)


@pytest.mark.parametrize("stack", ["dev", "staging", "production"])
def test_a_shipped_file_has_no_fault(desk: Any, stack: str) -> None:
    assert desk.faults(stack) == []


def test_a_dead_kubernetes_is_refused_in_the_cluster(desk: Any) -> None:
    desk.edit("staging", ('version: "1.35"', 'version: "1.29"'))
    (fault,) = desk.faults("staging")
    assert fault.startswith("Pulumi.staging.yaml:")
    assert (
        "Kubernetes 1.29 leaves extended support on 2026-03-23, after which AWS refuses or force-upgrades it: "
        "set version to 1.35" in fault
    )
