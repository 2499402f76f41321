"""GKE: control planes, pools and the policy of images."""

from typing import Any

from simulator.clouds.case import Case
from simulator.clouds.gcp.naming import LABELS_MOVE, PROJECT, at, labels_moved, merged, rfc1035
from simulator.clouds.kind import Autoname, Inside, Kind
from simulator.clouds.refusals import Given, Refused, between, conflicts, matches, one_of

PATCH = "1.35.5-gke.1163012"
"""What a new cluster of the regular channel runs."""


def _endpoint(case: Case) -> Any:
    number = int(str(case.text("{hex:4}")), 16)
    return f"35.224.{number >> 8 & 255}.{number & 255}"


def _first_nodes(given: Given) -> Refused:
    if given.has("nodePools") and given.has("nodeConfig"):
        yield "nodeConfig", "nodeConfig conflicts with nodePools: only one of them may be set"
    removes = given.true("removeDefaultNodePool")
    if (
        not given.true("enableAutopilot")
        and given.lacks("nodePools")
        and given.lacks("initialNodeCount")
        and not removes
    ):
        yield "initialNodeCount", "a cluster without nodePools needs initialNodeCount"
    if removes and given.number("initialNodeCount") == 0:
        yield "initialNodeCount", "removeDefaultNodePool needs an initialNodeCount of at least 1"


def _dataplane(given: Given) -> Refused:
    if given.text("datapathProvider") == "ADVANCED_DATAPATH" and given.true("networkPolicy.enabled"):
        yield "networkPolicy", "networkPolicy is enforced by Dataplane V2 already: leave the block out"


def _encryption(given: Given) -> Refused:
    state = given.text("databaseEncryption.state")
    if state == "ENCRYPTED" and given.lacks("databaseEncryption.keyName"):
        yield "databaseEncryption.keyName", "keyName must be set with the state ENCRYPTED"


def _protected(given: Given) -> Refused:
    if given.true("deletionProtection"):
        yield "deletionProtection", "the cluster cannot be deleted while deletionProtection is set"


def _bounds(given: Given) -> Refused:
    scaling = "autoscaling"
    zonal = [key for key in ("minNodeCount", "maxNodeCount") if given.number(f"{scaling}.{key}")]
    total = [key for key in ("totalMinNodeCount", "totalMaxNodeCount") if given.number(f"{scaling}.{key}")]
    if zonal and total:
        yield (
            f"{scaling}.{total[0]}",
            f"{total[0]} conflicts with {zonal[0]}: count all zones together, or each",
        )
    for low, high in (("minNodeCount", "maxNodeCount"), ("totalMinNodeCount", "totalMaxNodeCount")):
        least, most = given.number(f"{scaling}.{low}"), given.number(f"{scaling}.{high}")
        if least is not None and most is not None and least > most:
            yield f"{scaling}.{low}", f"{low} must not be above {high}"


def _surge(given: Given) -> Refused:
    settings = "upgradeSettings"
    if given.text(f"{settings}.strategy") == "BLUE_GREEN" and given.lacks(f"{settings}.blueGreenSettings"):
        yield f"{settings}.blueGreenSettings", "blueGreenSettings must be set with the strategy BLUE_GREEN"
    surge, gone = given.number(f"{settings}.maxSurge"), given.number(f"{settings}.maxUnavailable")
    if surge == 0 and gone == 0:
        yield (
            f"{settings}.maxSurge",
            "maxSurge and maxUnavailable cannot both be 0: nothing could be upgraded",
        )


KINDS = (
    Kind(
        "gcp:container/cluster:Cluster",
        id=at("projects/{project}/locations/{location}/clusters/{name}"),
        autoname=Autoname(limit=40),
        defaults={
            "allowNetAdmin": False,
            "deletionProtection": True,
            "enableShieldedNodes": True,
            "networkingMode": "VPC_NATIVE",
        },
        outputs={
            **PROJECT,
            **merged("resourceLabels"),
            "clusterIpv4Cidr": "10.64.0.0/14",
            "controlPlaneEndpointsConfig": Inside(
                {
                    "dnsEndpointConfig": Inside(
                        {"endpoint": at("gke-{hex:36}-{project_number}.{location}.gke.goog")}
                    )
                }
            ),
            "endpoint": _endpoint,
            "labelFingerprint": "{hex:8}",
            "location": at("{location}"),
            "masterVersion": PATCH,
            "nodeVersion": PATCH,
            "selfLink": "https://container.googleapis.com/v1/{id}",
            "servicesIpv4Cidr": "172.20.64.0/20",
        },
        volatile=LABELS_MOVE,
        moved=labels_moved,
        refusals=(
            rfc1035(limit=40),
            one_of(
                "datapathProvider", ("ADVANCED_DATAPATH", "LEGACY_DATAPATH", "DATAPATH_PROVIDER_UNSPECIFIED")
            ),
            one_of("releaseChannel.channel", ("RAPID", "REGULAR", "STABLE", "EXTENDED", "UNSPECIFIED")),
            one_of("binaryAuthorization.evaluationMode", ("DISABLED", "PROJECT_SINGLETON_POLICY_ENFORCE")),
            matches(
                "privateClusterConfig.masterIpv4CidrBlock",
                r"\d+\.\d+\.\d+\.\d+/28",
                "a range of size /28",
            ),
            matches(
                "workloadIdentityConfig.workloadPool", r"[a-z0-9:.-]+\.svc\.id\.goog", "PROJECT.svc.id.goog"
            ),
            _first_nodes,
            _dataplane,
            _encryption,
        ),
        undeletable=(_protected,),
    ),
    Kind(
        "gcp:container/nodePool:NodePool",
        id=at("projects/{project}/locations/{location}/clusters/{cluster}/nodePools/{name}"),
        autoname=Autoname(limit=40),
        outputs={
            **PROJECT,
            "initialNodeCount": 1,
            "instanceGroupUrls": [],
            "location": at("{location}"),
            "managedInstanceGroupUrls": [],
            "maxPodsPerNode": 110,
            "nodeCount": 1,
            "version": PATCH,
        },
        refusals=(
            rfc1035(limit=40),
            conflicts("name", "namePrefix"),
            one_of("autoscaling.locationPolicy", ("BALANCED", "ANY")),
            one_of("upgradeSettings.strategy", ("SURGE", "BLUE_GREEN", "SHORT_LIVED")),
            between("nodeConfig.diskSizeGb", 10, 65536, "GiB"),
            _bounds,
            _surge,
        ),
    ),
    Kind(
        "gcp:binaryauthorization/policy:Policy",
        id=at("projects/{project}"),
        outputs={**PROJECT, "globalPolicyEvaluationMode": "ENABLE"},
        refusals=(one_of("globalPolicyEvaluationMode", ("ENABLE", "DISABLE")),),
    ),
)
