"""Applications of Managed Service for Apache Flink."""

import re

from simulator.clouds.kind import Always, Autoname, Kind
from simulator.clouds.refusals import Given, Refused, arn, between, matches, one_of

RUNTIMES = (
    "FLINK-1_15",
    "FLINK-1_18",
    "FLINK-1_19",
    "FLINK-1_20",
    "FLINK-2_2",
    "FLINK-2_3",
    "ZEPPELIN-FLINK-3_0",
)
QUOTA = 64
FLINK = "applicationConfiguration.flinkApplicationConfiguration"
PARALLELISM = f"{FLINK}.parallelismConfiguration"
CODE = "applicationConfiguration.applicationCodeConfiguration"


def _runtime(given: Given) -> Refused:
    runtime = given.text("runtimeEnvironment")
    if runtime is not None and runtime not in RUNTIMES:
        yield (
            "runtimeEnvironment",
            f"runtimeEnvironment must be one that the service creates ({', '.join(RUNTIMES)}), not {runtime}",
        )


def _units(given: Given) -> Refused:
    """Source: service quotas of Managed Flink, KPUs of one application."""
    tasks, share = (
        given.number(f"{PARALLELISM}.parallelism"),
        given.number(f"{PARALLELISM}.parallelismPerKpu"),
    )
    if tasks is not None and share is not None and share > 0 and -(-tasks // share) > QUOTA:
        yield (
            f"{PARALLELISM}.parallelism",
            f"parallelism {tasks:g} at {share:g} a KPU is above the {QUOTA} KPUs of an application",
        )


def _custom(given: Given) -> Refused:
    """Values beside the type DEFAULT are refused (API reference, CheckpointConfiguration and its like)."""
    parts = {
        "checkpointConfiguration": ("checkpointInterval", "minPauseBetweenCheckpoints"),
        "monitoringConfiguration": ("logLevel", "metricsLevel"),
        "parallelismConfiguration": ("parallelism", "parallelismPerKpu", "autoScalingEnabled"),
    }
    for part, fields in parts.items():
        if given.text(f"{FLINK}.{part}.configurationType") == "DEFAULT":
            for field in fields:
                if given.has(f"{FLINK}.{part}.{field}"):
                    yield f"{FLINK}.{part}.{field}", f"{field} needs the configurationType CUSTOM"


def _code(given: Given) -> Refused:
    bucket = given.text(f"{CODE}.codeContent.s3ContentLocation.bucketArn")
    if bucket is not None and not re.fullmatch(r"arn:aws[\w-]*:s3:::[a-z0-9.-]{3,63}", bucket):
        yield f"{CODE}.codeContent.s3ContentLocation.bucketArn", "bucketArn must be the ARN of a bucket"
    subnets = given.items("applicationConfiguration.vpcConfiguration.subnetIds")
    if len(subnets) > 16:
        yield "applicationConfiguration.vpcConfiguration.subnetIds", "subnetIds takes at most 16 subnets"


KINDS = (
    Kind(
        "aws:kinesisanalyticsv2/application:Application",
        id="arn:{partition}:kinesisanalytics:{region}:{account}:application/{name}",
        autoname=Autoname(limit=128),
        defaults={},
        outputs={
            "arn": "arn:{partition}:kinesisanalytics:{region}:{account}:application/{name}",
            "applicationMode": "STREAMING",
            "createTimestamp": "2026-01-01T00:00:00Z",
            "lastUpdateTimestamp": "2026-01-01T00:00:00Z",
            "status": lambda case: "RUNNING" if case.known("startApplication") else "READY",
            "versionId": Always(1),
        },
        refusals=(
            matches(
                "name", r"[a-zA-Z0-9_.-]{1,128}", "1 to 128 letters, digits, dots, hyphens or underscores"
            ),
            one_of("applicationMode", ("STREAMING", "INTERACTIVE")),
            arn("serviceExecutionRole", "iam"),
            between(f"{PARALLELISM}.parallelism", 1, 2048),
            between(f"{PARALLELISM}.parallelismPerKpu", 1, 8),
            between(f"{FLINK}.checkpointConfiguration.checkpointInterval", 1, 2147483647),
            _runtime,
            _units,
            _custom,
            _code,
        ),
    ),
)
