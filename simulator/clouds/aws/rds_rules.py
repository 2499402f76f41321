"""What RDS refuses of a database instance, with the source of each rule."""

from components.foundation.support_calendar import RDS_POSTGRES
from simulator.clouds.aws.windows import windows
from simulator.clouds.refusals import Given, Refused, arn, between, conflicts, matches, needs, one_of

GP3_THRESHOLD = {"mariadb": 400, "mysql": 400, "postgres": 400, "oracle": 200}
"""GiB from which gp3 storage is striped, and takes IOPS and throughput. Source: RDS user guide, gp3 storage."""

RESERVED_USERS = {"postgres": ("admin", "rdsadmin"), "mysql": ("rdsadmin",), "mariadb": ("rdsadmin",)}
EXPORTS = {
    "postgres": ("postgresql", "upgrade", "iam-db-auth-error"),
    "mysql": ("audit", "error", "general", "slowquery", "iam-db-auth-error"),
    "mariadb": ("audit", "error", "general", "slowquery", "iam-db-auth-error"),
}


def _threshold(given: Given) -> int | None:
    engine = given.text("engine") or ""
    return next((size for name, size in GP3_THRESHOLD.items() if engine.startswith(name)), None)


def _gp3(given: Given) -> Refused:
    """Source: SDK docstrings of ``iops`` and ``storage_throughput``; floors: hashicorp/terraform-provider-aws#28382."""
    size, threshold = given.number("allocatedStorage"), _threshold(given)
    if given.text("storageType") != "gp3" or size is None or threshold is None:
        return
    if size < threshold:
        for path in ("iops", "storageThroughput"):
            if given.has(path):
                yield (
                    path,
                    f"{path} cannot be set on gp3 storage below {threshold} GiB, and this is {size:g} GiB",
                )
        return
    iops, throughput = given.number("iops"), given.number("storageThroughput")
    if iops is not None and not 12000 <= iops <= 64000:
        yield (
            "iops",
            f"iops of gp3 storage of {threshold} GiB or more is between 12000 and 64000, not {iops:g}",
        )
    if throughput is not None and not 500 <= throughput <= 4000:
        yield (
            "storageThroughput",
            (
                f"storageThroughput of gp3 storage of {threshold} GiB or more is between 500 and 4000 MiB/s, not {throughput:g}"
            ),
        )
    if throughput is not None and given.lacks("iops"):
        yield "storageThroughput", "storageThroughput needs iops to be set with it"


def _provisioned(given: Given) -> Refused:
    kind = given.text("storageType")
    if kind in {"io1", "io2"} and given.lacks("iops"):
        yield "iops", f"iops must be set for {kind} storage"
    if kind in {"gp2", "standard"}:
        for path in ("iops", "storageThroughput"):
            if given.has(path):
                yield path, f"{path} cannot be set on {kind} storage"
    low = 100 if kind in {"io1", "io2"} else 5 if kind == "standard" else 20
    size, most = given.number("allocatedStorage"), given.number("maxAllocatedStorage")
    if size is not None and not low <= size <= 65536:
        yield "allocatedStorage", f"allocatedStorage must be between {low} and 65536 GiB, not {size:g}"
    if size is not None and most and most < size:
        yield (
            "maxAllocatedStorage",
            f"maxAllocatedStorage {most:g} GiB is below allocatedStorage {size:g} GiB",
        )


def _replica(given: Given) -> Refused:
    """Refuse on a replica what its source decides. Source: API reference, CreateDBInstanceReadReplica."""
    if not given.has("replicateSourceDb"):
        return
    for path in ("engine", "username", "password", "passwordWo", "dbName"):
        if given.has(path):
            yield path, f"{path} cannot be set on a read replica, which takes it from its source"
    if given.has("manageMasterUserPassword"):
        yield (
            "manageMasterUserPassword",
            "manageMasterUserPassword cannot be set on a read replica: RDS refuses it",
        )
    source, region = given.text("replicateSourceDb"), given.text("region")
    if source is None or region is None:
        return
    away = source.startswith("arn:") and source.split(":")[3] != region
    if away and given.true("storageEncrypted") and given.lacks("kmsKeyId"):
        yield (
            "kmsKeyId",
            "kmsKeyId must name a key of this region: an encrypted source in another region has its own",
        )
    if not source.startswith("arn:") and given.has("dbSubnetGroupName"):
        yield "replicateSourceDb", "replicateSourceDb must be the source's ARN where dbSubnetGroupName is set"


def _origin(given: Given) -> Refused:
    """Refuse an instance of its own without what a replica or a restored one has from elsewhere."""
    if any(
        given.has(path)
        for path in ("replicateSourceDb", "snapshotIdentifier", "restoreToPointInTime", "s3Import")
    ):
        return
    for path in ("engine", "allocatedStorage", "username"):
        if given.lacks(path):
            yield path, f"{path} must be set for an instance that is neither a replica nor restored"
    if all(given.lacks(path) for path in ("password", "passwordWo", "manageMasterUserPassword")):
        yield "password", "one of password, passwordWo and manageMasterUserPassword must be set"


def _password(given: Given) -> Refused:
    value = given.text("password")
    most = 128 if (given.text("engine") or "").startswith("postgres") else 41
    if value is not None and not 8 <= len(value) <= most:
        yield "password", f"password must be 8 to {most} characters long"
    elif value is not None and set(value) & set('/@" '):
        yield "password", 'password must not hold a space or any of / @ "'


def _engine(given: Given) -> Refused:
    engine, version, user = given.text("engine"), given.text("engineVersion"), given.text("username")
    if engine in RESERVED_USERS and user in RESERVED_USERS[engine]:
        yield "username", f"username {user} is reserved by the engine {engine}"
    if engine in EXPORTS:
        yield from one_of("enabledCloudwatchLogsExports", EXPORTS[engine])(given)
    if engine == "postgres" and version is not None:
        major, _, minor = version.partition(".")
        if not major.isdigit() or (minor and not minor.replace("-R", "").isdigit()):
            yield (
                "engineVersion",
                f"engineVersion must be a PostgreSQL version such as 17 or 17.7, not {version!r}",
            )
        elif RDS_POSTGRES.retired(version):
            oldest = RDS_POSTGRES.versions[major].oldest_minor
            yield (
                "engineVersion",
                f"engineVersion {version} is withdrawn: take {major}.{oldest} or later, or {major} alone",
            )


def _insights(given: Given) -> Refused:
    """Retention is 7 days, months of 31 days, or 731; advanced mode keeps 465. Source: SDK docstrings, RDS user guide."""
    days, enabled = (
        given.number("performanceInsightsRetentionPeriod"),
        given.known("performanceInsightsEnabled"),
    )
    path = "performanceInsightsRetentionPeriod"
    if days is not None and days not in {7, 731} and not (days % 31 == 0 and 31 <= days <= 713):
        yield path, f"{path} must be 7, 731 or a multiple of 31 days, not {days:g}"
    if enabled is False and given.has("performanceInsightsKmsKeyId"):
        yield "performanceInsightsKmsKeyId", "performanceInsightsKmsKeyId needs performanceInsightsEnabled"
    if given.text("databaseInsightsMode") == "advanced":
        if enabled is False:
            yield "databaseInsightsMode", "databaseInsightsMode advanced needs performanceInsightsEnabled"
        elif given.lacks(path) or (days is not None and days < 465):
            yield path, f"{path} must be at least 465 days where databaseInsightsMode is advanced"


def _monitoring(given: Given) -> Refused:
    interval = given.number("monitoringInterval")
    if interval and given.lacks("monitoringRoleArn"):
        yield "monitoringRoleArn", "monitoringRoleArn must be set where monitoringInterval is above 0"
    if interval == 0 and given.has("monitoringRoleArn"):
        yield "monitoringInterval", "monitoringInterval must be above 0 where monitoringRoleArn is set"


def _zones(given: Given) -> Refused:
    if given.true("multiAz") and given.has("availabilityZone"):
        yield "availabilityZone", "availabilityZone cannot be set where multiAz is true"
    unencrypted = given.lacks("storageEncrypted") or given.known("storageEncrypted") is False
    if given.lacks("replicateSourceDb") and given.has("kmsKeyId") and unencrypted:
        yield "kmsKeyId", "kmsKeyId needs storageEncrypted to be true"


def _protected(given: Given) -> Refused:
    if given.true("deletionProtection"):
        yield (
            "deletionProtection",
            "the instance is protected from deletion: set deletionProtection to false first",
        )
    replica = given.has("replicateSourceDb")
    if given.known("skipFinalSnapshot") is False and given.lacks("finalSnapshotIdentifier") and not replica:
        yield (
            "finalSnapshotIdentifier",
            "finalSnapshotIdentifier must be set where skipFinalSnapshot is false",
        )


IDENTIFIER = r"[a-z](?!.*--)[a-z0-9-]{0,61}[a-z0-9]|[a-z]"
SNAPSHOT = r"[A-Za-z](?!.*--)[0-9A-Za-z-]{0,253}[0-9A-Za-z]|[A-Za-z]"

REFUSALS = (
    matches(
        "identifier",
        IDENTIFIER,
        "1 to 63 lower-case letters, digits and single hyphens, from a letter to no hyphen",
    ),
    matches(
        "finalSnapshotIdentifier", SNAPSHOT, "letters, digits and single hyphens, from a letter to no hyphen"
    ),
    matches("instanceClass", r"db\.[a-z0-9-]+\.[a-z0-9]+(\..+)?", "a class such as db.r6g.large"),
    matches(
        "dbName", r"[A-Za-z_][A-Za-z0-9_]{0,62}", "1 to 63 letters, digits or _, not beginning with a digit"
    ),
    matches(
        "username", r"[A-Za-z_][A-Za-z0-9_]{0,62}", "1 to 63 letters, digits or _, not beginning with a digit"
    ),
    conflicts("identifier", "identifierPrefix"),
    conflicts("password", "manageMasterUserPassword"),
    conflicts("password", "passwordWo"),
    conflicts("restoreToPointInTime", "s3Import", "snapshotIdentifier", "replicateSourceDb"),
    needs("passwordWo", "passwordWoVersion"),
    between("backupRetentionPeriod", 0, 35, "days"),
    one_of("monitoringInterval", (0, 1, 5, 10, 15, 30, 60)),
    one_of("storageType", ("standard", "gp2", "gp3", "io1", "io2")),
    one_of("networkType", ("IPV4", "DUAL")),
    one_of("databaseInsightsMode", ("standard", "advanced")),
    one_of(
        "engineLifecycleSupport",
        ("open-source-rds-extended-support", "open-source-rds-extended-support-disabled"),
    ),
    arn("kmsKeyId", "kms"),
    arn("monitoringRoleArn", "iam"),
    arn("performanceInsightsKmsKeyId", "kms"),
    windows("backupWindow", "maintenanceWindow", 30),
    _gp3,
    _provisioned,
    _replica,
    _origin,
    _password,
    _engine,
    _insights,
    _monitoring,
    _zones,
)
UNDELETABLE = (_protected,)
