"""What holds between the parts of a file and between the files: addresses, regions, principals, production's floor."""

from typing import Any

import pytest

from stacks.settings.model import RegionSettings
from stacks.settings.rules.stores import AT_HOME

EAST, WEST = "aws.regions.us-east-1", "aws.regions.us-west-2"
MOVE = "routes and peerings need disjoint ranges, so move one of them"
SECOND_REGION = """        us-east-2:
          network: { cidr: 10.49.0.0/16, zones: { a: 0, b: 1 }, nat: single }
          cluster:
            service_cidr: 172.20.112.0/20
            deployer: arn:aws:iam::111111111111:role/platform-deployer
            autoscaler: karpenter
            pools: { general: { instance_types: [t3.large], zones: [a, b], min: 1, desired: 1, max: 1 } }
          recovery: { instance_class: db.t4g.small }
"""
CASES: dict[str, tuple[str, list[Any], list[tuple[str, str]]]] = {
    "services inside the network": (
        "dev",
        [("172.20.48.0/20", "10.48.16.0/20")],
        [
            (
                "10.48.16.0/20",
                (
                    f"{EAST}.cluster.service_cidr: 10.48.16.0/20 overlaps {EAST}.network.cidr (10.48.0.0/16) in "
                    f"Pulumi.dev.yaml; {MOVE}"
                ),
            )
        ],
    ),
    "two regions on the same addresses": (
        "staging",
        [("10.33.0.0/16", "10.32.0.0/17")],
        [
            (
                "10.32.0.0/17",
                (
                    f"{WEST}.network.cidr: 10.32.0.0/17 overlaps {EAST}.network.cidr (10.32.0.0/16) in Pulumi.staging.yaml; "
                    f"{MOVE}"
                ),
            )
        ],
    ),
    "pods of two regions on the same addresses": (
        "staging",
        [
            ("nat: single", "nat: single\n            pod_cidr: 100.64.0.0/16", 0),
            ("nat: single", "nat: single\n            pod_cidr: 100.64.0.0/17", 1),
        ],
        [
            (
                "100.64.0.0/17",
                (
                    f"{WEST}.network.pod_cidr: 100.64.0.0/17 overlaps {EAST}.network.pod_cidr (100.64.0.0/16) in "
                    f"Pulumi.staging.yaml; {MOVE}"
                ),
            )
        ],
    ),
    "another environment's addresses": (
        "dev",
        [("10.48.0.0/16", "10.33.0.0/16")],
        [
            (
                "10.33.0.0/16",
                (
                    f"{EAST}.network.cidr: 10.33.0.0/16 overlaps {WEST}.network.cidr (10.33.0.0/16) in Pulumi.staging.yaml; "
                    f"{MOVE}"
                ),
            )
        ],
    ),
    "the pods of another environment in another cloud": (
        "dev",
        [("10.48.0.0/16", "10.65.0.0/16")],
        [
            (
                "10.65.0.0/16",
                (
                    f"{EAST}.network.cidr: 10.65.0.0/16 overlaps gcp.network.pods (10.64.0.0/14) in Pulumi.production.yaml; "
                    f"{MOVE}"
                ),
            )
        ],
    ),
    "the network of the same environment in another cloud": (
        "staging",
        [("10.33.0.0/16", "10.35.0.0/18")],
        [
            (
                "cidr: 10.35.0.0/20",
                (
                    f"azure.network.cidr: 10.35.0.0/20 overlaps {WEST}.network.cidr (10.35.0.0/18) in Pulumi.staging.yaml; "
                    f"{MOVE}"
                ),
            )
        ],
    ),
    "the VPN clients of another environment": (
        "dev",
        [("10.48.0.0/16", "10.255.0.0/16")],
        [
            (
                "10.255.0.0/16",
                (
                    f"{EAST}.network.cidr: 10.255.0.0/16 overlaps {EAST}.vpn.clients (10.255.0.0/16) in "
                    f"Pulumi.production.yaml; {MOVE}"
                ),
            )
        ],
    ),
    "a reservation of what is in use": (
        "production",
        [("    aws:\n", "    reserved_addresses: { office: 10.17.128.0/17 }\n    aws:\n")],
        [
            (
                "office",
                (
                    f"reserved_addresses.office: 10.17.128.0/17 overlaps {WEST}.network.cidr (10.17.0.0/16) in "
                    f"Pulumi.production.yaml; {MOVE}"
                ),
            )
        ],
    ),
    "an overlap beside a fault elsewhere": (
        "dev",
        [("172.20.48.0/20", "10.48.16.0/20"), ("nat: single", "nat: double")],
        [
            ("nat:", f"{EAST}.network.nat: should be one of per_zone, single, none"),
            (
                "10.48.16.0/20",
                (
                    f"{EAST}.cluster.service_cidr: 10.48.16.0/20 overlaps {EAST}.network.cidr (10.48.0.0/16) in "
                    f"Pulumi.dev.yaml; {MOVE}"
                ),
            ),
        ],
    ),
    "a home that is not described": (
        "dev",
        [("home_region: us-east-1", "home_region: us-east-2")],
        [
            (
                "home_region",
                "aws.home_region: is not among the regions (us-east-1); describe it there, or name one of them",
            )
        ],
    ),
    "a primary away from home": (
        "staging",
        [
            ("home_region: us-east-1", "home_region: us-west-2"),
            ("          us-east-1: {}\n", "          us-west-2: {}\n"),
            ("          aws-us-east-1: {}\n", "          aws-us-west-2: {}\n"),
            ("[aws-us-east-1,", "[aws-us-west-2,"),
            ("\n          recovery:", "\n          recovery: null\n          x:"),
        ],
        [
            (
                "\n      trail:",
                (
                    "aws.trail: has nowhere to write: describe `stores.audit` in the home region us-west-2, or take the "
                    "trail out"
                ),
            ),
            (
                "\n      audit_forwarding:",
                (
                    "aws.audit_forwarding: has nowhere to write: describe `stores.audit` in the home region us-west-2, or "
                    "take audit_forwarding out"
                ),
            ),
            (
                "\n          database:",
                (
                    f"{EAST}.database: stands outside the home region us-west-2, where the primary lives; other regions "
                    "hold `recovery`"
                ),
            ),
            (
                "\n          x:",
                f"{WEST}.x: is not a known key; known here are {', '.join(sorted(RegionSettings.model_fields))}",
            ),
            *(
                (
                    f"\n            {store}: {{",
                    f"{EAST}.stores.{store}: stands outside the home region us-west-2, but {reason}; take it out",
                )
                for store, reason in AT_HOME.items()
            ),
            (
                "\n          warehouse:",
                (
                    f"{EAST}.warehouse: stands outside the home region, and its data would be loaded across regions; move it "
                    "to the home region"
                ),
            ),
        ],
    ),
    "a recovery at home": (
        "staging",
        [
            (
                "\n          database:",
                "\n          recovery: { instance_class: db.t4g.medium }\n          database:",
            )
        ],
        [
            (
                "\n          recovery: {",
                (
                    f"{EAST}.recovery: stands in the home region and would fail with what it recovers; move it to another "
                    "region"
                ),
            ),
            (
                "\n          recovery:\n",
                f"{WEST}.recovery: is a second one beside us-east-1's; runbooks promote one replica, so keep one",
            ),
        ],
    ),
    "a recovery of nothing": (
        "staging",
        [("\n          database:", "\n          datbase:")],
        [
            ("\n          datbase", f"{EAST}.datbase: is not a known key; did you mean database?"),
            (
                "\n          database_proxy",
                (
                    f"{EAST}.database_proxy: stands before the primary, and this region has none (RDS puts no proxy before a "
                    "replica); move it to the region that describes database, or take it out"
                ),
            ),
            (
                "\n          recovery:",
                f"{WEST}.recovery: has nothing to recover; describe a database in the home region, or take it out",
            ),
        ],
    ),
    "a recovery that could not follow": (
        "staging",
        [
            (
                "            instance_class: db.t4g.medium\n            backup_days",
                "            instance_class: db.t4g.micro\n            backup_days",
            ),
            ("            max_connections: 300\n", "            max_connections: 400\n"),
        ],
        [
            (
                "\n          recovery:",
                (
                    f"{WEST}.recovery: max_connections 400 is more than db.t4g.micro (recovery) has memory for, so that it "
                    "would die of it: set at most 112, or choose a larger class"
                ),
            )
        ],
    ),
    "a zone that the platform cannot use": (
        "dev",
        [("{ a: 0, b: 1 }", "{ a: 0, b: 1, e: 2 }")],
        [
            (
                "e: 2",
                (
                    f"{EAST}.network.zones.e: us-east-1e is not a zone the platform can use, so its subnets or its control "
                    "plane would be refused; choose among a, b, c, d, f"
                ),
            )
        ],
    ),
    "a pool in a zone without a network": (
        "dev",
        [("zones: [a, b]", "zones: [a, c]")],
        [
            (
                "zones: [a, c]",
                (
                    f"{EAST}.cluster.pools.general.zones[1]: c is not a zone of this region's network (a, b), so there is no "
                    "subnet for it; add it to network.zones, or choose among those"
                ),
            )
        ],
    ),
    "a replica in a zone without a network": (
        "staging",
        [("zone: a }", "zone: d }")],
        [
            (
                "zone: d }",
                (
                    f"{EAST}.database.replicas.one.zone: d is not a zone of this region's network (a, b), so there is no "
                    "subnet for it; add it to network.zones, or choose among those"
                ),
            )
        ],
    ),
    "a tenant in a namespace of Kubernetes": (
        "dev",
        [("            backend: {}", "            kube-system: {}")],
        [
            (
                "kube-system",
                (
                    f"{EAST}.namespaces.kube-system: belongs to Kubernetes, and quotas or a default deny would stop it; "
                    "choose a name of your own"
                ),
            )
        ],
    ),
    "a second region in dev, with a recovery": (
        "dev",
        [("      regions:\n", f"      regions:\n{SECOND_REGION}")],
        [
            (
                "      regions:",
                (
                    "aws.regions: names 2 regions, and dev runs in one, so the rest would never be built; keep the home "
                    "region, or try several in staging"
                ),
            ),
            (
                "recovery:",
                (
                    "aws.regions.us-east-2.recovery: is for a second region, and dev runs in one, so it would never be "
                    "built; take it out"
                ),
            ),
        ],
    ),
    "a deployer of another account": (
        "dev",
        [("111111111111:role/platform-deployer", "222222222222:role/platform-deployer")],
        [
            (
                "deployer:",
                (
                    f"{EAST}.cluster.deployer: is a principal of account 222222222222, and this stack's account is "
                    "111111111111; it would open the cluster to another environment's people, so put the right number in"
                ),
            )
        ],
    ),
    "an administrator and a viewer of another account": (
        "staging",
        [
            ("222222222222:role/break-glass-admin", "333333333333:role/break-glass-admin", 1),
            ("222222222222:role/developer", "333333333333:role/developer", 1),
        ],
        [
            (
                "333333333333:role/break-glass-admin",
                (
                    f"{WEST}.cluster.admins.break-glass: is a principal of account 333333333333, and this stack's account is "
                    "222222222222; it would open the cluster to another environment's people, so put the right number in"
                ),
            ),
            (
                "333333333333:role/developer",
                (
                    f"{WEST}.cluster.members.developers: is a principal of account 333333333333, and this stack's "
                    "account is 222222222222; it would open the cluster to another environment's people, so put the right "
                    "number in"
                ),
            ),
        ],
    ),
    "another environment's file": (
        "dev",
        [("environment: dev", "environment: staging")],
        [
            (
                "environment:",
                "environment: says staging in the file of stack dev; copy the right file, or select the right stack",
            )
        ],
    ),
}


@pytest.mark.parametrize(("stack", "edits", "faults"), CASES.values(), ids=CASES)
def test_parts_that_contradict_one_another_are_refused(
    desk: Any, stack: str, edits: list[Any], faults: list[tuple[str, str]]
) -> None:
    desk.edit(stack, *edits)
    assert sorted(desk.faults(stack)) == sorted(desk.expected(stack, faults))


def reserve(desk: Any, stack: str, name: str, network: str) -> None:
    desk.edit(stack, ("    aws:\n", f"    reserved_addresses: {{ {name}: {network} }}\n    aws:\n"))


def test_the_same_reservation_may_stand_in_two_files(desk: Any) -> None:
    reserve(desk, "dev", "office", "10.128.0.0/16")
    reserve(desk, "staging", "headquarters", "10.128.0.0/16")
    assert desk.faults("dev") == desk.faults("staging") == []


def test_two_files_may_not_disagree_about_a_reservation(desk: Any) -> None:
    reserve(desk, "dev", "office", "10.128.0.0/16")
    reserve(desk, "staging", "office", "10.128.0.0/17")
    assert desk.faults("dev") == desk.expected(
        "dev",
        [
            (
                "office",
                (
                    "reserved_addresses.office: 10.128.0.0/16 overlaps reserved_addresses.office (10.128.0.0/17) in "
                    f"Pulumi.staging.yaml; {MOVE}"
                ),
            )
        ],
    )


def test_what_one_environment_reserves_is_kept_free_by_the_others(desk: Any) -> None:
    reserve(desk, "production", "office", "10.48.0.0/20")
    assert desk.faults("dev") == desk.expected(
        "dev",
        [
            (
                "10.48.0.0/16",
                (
                    f"{EAST}.network.cidr: 10.48.0.0/16 overlaps reserved_addresses.office (10.48.0.0/20) in "
                    f"Pulumi.production.yaml; {MOVE}"
                ),
            )
        ],
    )


def test_a_broken_neighbour_is_not_this_files_fault(desk: Any) -> None:
    desk.write("staging", "config: [")
    assert desk.faults("dev") == []


FLOOR: dict[str, tuple[list[Any], tuple[str, str]]] = {
    "unprotected": (
        [("protected: true", "protected: false")],
        (
            "protected",
            "protected: is false: one wrong command would delete data stores; production sets it to true",
        ),
    ),
    "nobody to wake": (
        [("      alarm_emails: [platform-oncall@example.com]\n", "")],
        (
            "    aws:",
            "aws.alarm_emails: names nobody: alarms would wake no one; name who is on call for production",
        ),
    ),
    "a small network": (
        [("10.16.0.0/16", "10.16.0.0/21")],
        (
            "10.16.0.0/21",
            (
                f"{EAST}.network.cidr: 10.16.0.0/21 is smaller than the /20 that production needs to grow in; take a /20 or "
                "larger"
            ),
        ),
    ),
    "one way out": (
        [("nat: per_zone", "nat: single")],
        (
            "nat: single",
            f"{EAST}.network.nat: single lets one zone's failure cut the others off; production takes per_zone",
        ),
    ),
    "a short record of connections": (
        [("flow_log_days: 365", "flow_log_days: 180")],
        (
            "flow_log_days: 180",
            f"{EAST}.network.flow_log_days: 180 days end before an audit year does; keep 365 or more",
        ),
    ),
    "an endpoint missing": (
        [("secretsmanager, sqs", "sqs")],
        (
            "interface_endpoints",
            (
                f"{EAST}.network.interface_endpoints: secretsmanager missing, so that traffic would cross the internet; add "
                "them"
            ),
        ),
    ),
    "an API that all of the internet may try": (
        [("203.0.113.0/24", "203.0.0.0/15")],
        (
            "203.0.0.0/15",
            (
                f"{EAST}.cluster.public_access_cidrs: 203.0.0.0/15 lets a large part of the internet try the API: name the "
                "ranges of the office, the VPN or the pipeline (/16 or narrower)"
            ),
        ),
    ),
    "logs of some kinds only": (
        [
            (
                "            autoscaler:",
                "            log_types: [api, audit, authenticator, scheduler]\n            autoscaler:",
            )
        ],
        (
            "log_types",
            f"{EAST}.cluster.log_types: controllerManager would be missing from an investigation: leave log_types out",
        ),
    ),
    "a cluster's logs for a short time": (
        [("            log_days: 365\n            pools", "            log_days: 90\n            pools")],
        ("log_days: 90", f"{EAST}.cluster.log_days: 90 is shorter than an audit looks back: set 365 or more"),
    ),
    "a system pool of two": (
        [("min: 3", "min: 2")],
        (
            "              system:",
            (
                f"{EAST}.cluster.pools.system: 2 nodes in 3 zones do not outlast the loss of one: name three zones and set "
                "min to 3 (1 with per_zone)"
            ),
        ),
    ),
    "no system pool": (
        [("                system: true\n", "")],
        (
            "            pools:",
            (
                f"{EAST}.cluster.pools: no pool is system, so applications can starve DNS and ingress: set system to true "
                "on one"
            ),
        ),
    ),
    "a database in one zone": (
        [
            (
                "            multi_az: true\n            backup_days",
                "            multi_az: false\n            backup_days",
            )
        ],
        (
            "multi_az: false",
            f"{EAST}.database.multi_az: is false: losing one zone would stop the database; set it to true",
        ),
    ),
    "short backups": (
        [("backup_days: 30", "backup_days: 29")],
        (
            "backup_days: 29",
            f"{EAST}.database.backup_days: is 29: damage noticed later could not be undone; set it to 30 or more",
        ),
    ),
    "a disk that does not grow": (
        [(", max_allocated_gib: 1500", "")],
        (
            "storage:",
            f"{EAST}.database.storage.max_allocated_gib: is absent: a full disk would stop the database; set a ceiling",
        ),
    ),
    "a burstable replica": (
        [("two: { instance_class: db.r5.2xlarge", "two: { instance_class: db.t4g.2xlarge")],
        (
            "two: {",
            f"{EAST}.database.replicas.two: is burstable: it would fall behind under steady load; choose an m or r class",
        ),
    ),
    "a cache in one zone": (
        [
            (
                "            multi_az: true\n            snapshot_days",
                "            multi_az: false\n            snapshot_days",
            )
        ],
        (
            "multi_az: false",
            f"{EAST}.cache.multi_az: is false: losing one zone would stop the cache; set it to true",
        ),
    ),
    "a burstable cache": (
        [("cache.r6g.large", "cache.t4g.medium")],
        (
            "cache.t4g.medium",
            (
                f"{EAST}.cache.node_type: cache.t4g.medium is burstable: it slows to a fraction under steady load; choose an "
                "m or r family"
            ),
        ),
    ),
    "a recovery in one zone": (
        [
            (
                "            multi_az: true\n            backup_days: 30\n            replicated",
                "            multi_az: false\n            backup_days: 30\n            replicated",
            )
        ],
        (
            "multi_az: false",
            f"{WEST}.recovery.multi_az: is false: once promoted, losing one zone would stop it; set it to true",
        ),
    ),
}


@pytest.mark.parametrize(("edits", "fault"), FLOOR.values(), ids=FLOOR)
def test_production_cannot_go_below_its_floor(desk: Any, edits: list[Any], fault: tuple[str, str]) -> None:
    desk.edit("production", *edits)
    assert desk.faults("production") == desk.expected("production", [fault])


def test_production_needs_a_second_region_and_a_recovery(desk: Any) -> None:
    text = desk.file("production").read_text()
    start, end = text.index("\n        us-west-2:\n") + 1, text.index("      guard_rails:\n")
    desk.write("production", text[:start] + text[end:])
    regions = ("      regions:", "aws.regions:")
    assert desk.faults("production") == desk.expected(
        "production",
        [
            (
                "          us-west-2: {}",
                (
                    "aws.traffic.load_balancers.us-west-2: us-west-2 is not among the regions (us-east-1), so there is no "
                    "network for it; describe it there, or name one of them"
                ),
            ),
            (
                regions[0],
                (
                    f"{regions[1]} holds no recovery: the database would be lost with its region; describe `recovery` in the "
                    "second one"
                ),
            ),
            (
                regions[0],
                (
                    f"{regions[1]} names one region: production survives the loss of a region only with a second one; "
                    "describe it"
                ),
            ),
            (
                "copied_snapshot_days",
                (
                    f"{EAST}.warehouse.copied_snapshot_days: is 7, and there is no second region to copy to; set it to 0, or "
                    "describe one"
                ),
            ),
        ],
    )


def test_every_way_below_the_floor_is_told_at_once(desk: Any) -> None:
    together = {name: case for name, case in FLOOR.items() if name != "no system pool"}
    desk.edit("production", *[edit for edits, _ in together.values() for edit in edits])
    told = {fault.split(": ", 1)[1] for fault in desk.faults("production")}
    assert {said for _, said in (fault for _, fault in together.values())} - told == set()


def test_dev_and_staging_may_be_below_productions_floor(desk: Any) -> None:
    assert desk.faults("dev") == desk.faults("staging") == []


def test_the_floor_is_checked_beside_the_faults_of_other_parts(desk: Any) -> None:
    desk.edit(
        "production",
        ("nat: per_zone", "nat: per_zones"),
        (
            "            multi_az: true\n            backup_days",
            "            multi_az: false\n            backup_days",
        ),
    )
    assert desk.faults("production") == desk.expected(
        "production",
        [
            (
                "per_zones",
                f"{EAST}.network.nat: should be one of per_zone, single, none; did you mean per_zone?",
            ),
            FLOOR["a database in one zone"][1],
        ],
    )
