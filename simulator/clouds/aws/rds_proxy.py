"""RDS Proxy: proxies, their one target group and what they stand before."""

from collections.abc import Iterator
from typing import Any

from simulator.clouds.aws.rds import PORTS
from simulator.clouds.case import Case
from simulator.clouds.kind import Autoname, Inside, Kind
from simulator.clouds.refusals import Given, Refused, arn, between, exactly_one, matches, one_of
from simulator.clouds.templates import lower_alphanumeric
from simulator.values import UNKNOWN, reveal

NAME = r"[a-z](?!.*--)([0-9a-z-]{0,61}[0-9a-z])?"
NAME_RULE = "1 to 63 lower-case letters, digits and single hyphens, from a letter to no hyphen"

PASSWORDS = {
    "MYSQL": ("MYSQL_CACHING_SHA2_PASSWORD", "MYSQL_NATIVE_PASSWORD"),
    "POSTGRESQL": ("POSTGRES_SCRAM_SHA_256", "POSTGRES_MD5"),
    "SQLSERVER": ("SQL_SERVER_AUTHENTICATION",),
}
"""How clients of each family prove who they are, the default first. Source: RDS API, UserAuthConfig."""

POOL = "connectionPoolConfig"


def _endpoint(case: Case) -> Any:
    """``<name>.proxy-<account's own letters>.<region>.rds.amazonaws.com``."""
    own = f"c{lower_alphanumeric(f'rds {case.scope.account} {case.scope.region}', 11)}"
    return case.text(f"{{name}}.proxy-{own}.{{region}}.rds.{{dns_suffix}}")


def _password(case: Case) -> Any:
    return PASSWORDS.get(str(case.known("engineFamily")), ("",))[0]


def _target_name(case: Case) -> Any:
    instance = case["dbInstanceIdentifier"]
    return case["dbClusterIdentifier"] if instance is None else instance


def _target_type(case: Case) -> str:
    return "TRACKED_CLUSTER" if case["dbInstanceIdentifier"] is None else "RDS_INSTANCE"


def _target_id(case: Case) -> Any:
    """Four parts. Source: ``proxyTargetCreateResourceID`` of the provider's ``rds/proxy_target.go``."""
    name = reveal(_target_name(case))
    return (
        name
        if name is UNKNOWN
        else case.text(f"{{dbProxyName}}/{{targetGroupName}}/{_target_type(case)}/{name}")
    )


def _auths(given: Given) -> Refused:
    """Source: RDS API, UserAuthConfig and CreateDBProxy."""
    family = given.text("engineFamily")
    if given.lacks("auths") and given.text("defaultAuthScheme") in (None, "NONE") and not _hidden(given):
        yield "auths", "auths must be set while defaultAuthScheme is NONE"
    for path, auth in given.objects("auths"):
        for _, reason in _auth(auth, family):
            yield path, reason


def _hidden(given: Given) -> bool:
    """Say whether the scheme is set to something not known yet."""
    return given.has("defaultAuthScheme") and given.text("defaultAuthScheme") is None


def _auth(auth: Given, family: str | None) -> Iterator[tuple[str, str]]:
    for rule in (
        one_of("authScheme", ("SECRETS",)),
        one_of("iamAuth", ("DISABLED", "REQUIRED", "ENABLED")),
        arn("secretArn", "secretsmanager"),
    ):
        yield from rule(auth)
    if auth.text("iamAuth") == "ENABLED" and family not in (None, "SQLSERVER"):
        yield "iamAuth", f"iamAuth ENABLED is of SQLSERVER, not of {family}"
    if family in PASSWORDS:
        yield from one_of("clientPasswordAuthType", PASSWORDS[family])(auth)


def _subnets(given: Given) -> Refused:
    """Source: RDS user guide, network prerequisites of RDS Proxy: two subnets in different zones."""
    subnets = given.items("vpcSubnetIds")
    if len(subnets) == 1:
        yield "vpcSubnetIds", "vpcSubnetIds must name at least two subnets, in different zones"


def _pool(given: Given) -> Refused:
    """Source: RDS API, ConnectionPoolConfiguration."""
    most, idle = (
        given.number(f"{POOL}.maxConnectionsPercent"),
        given.number(f"{POOL}.maxIdleConnectionsPercent"),
    )
    if most is not None and idle is not None and idle > most:
        yield (
            f"{POOL}.maxIdleConnectionsPercent",
            f"maxIdleConnectionsPercent must not be above maxConnectionsPercent ({most:g}), unlike {idle:g}",
        )


KINDS = (
    Kind(
        "aws:rds/proxy:Proxy",
        id="{name}",
        autoname=Autoname(),
        outputs={
            "arn": "arn:{partition}:rds:{region}:{account}:db-proxy:prx-0{hex:16}",
            "auths": Inside({"clientPasswordAuthType": _password}, made=False),
            "debugLogging": False,
            "defaultAuthScheme": "NONE",
            "endpoint": _endpoint,
            "endpointNetworkType": "IPV4",
            "idleClientTimeout": 1800,
            "requireTls": False,
            "targetConnectionNetworkType": "IPV4",
            "vpcSecurityGroupIds": lambda case: [case.text("sg-0{hex:16.default}")],
        },
        volatile=frozenset({"endpoint"}),
        moved=lambda case: case.changed("name"),
        refusals=(
            matches("name", NAME, NAME_RULE),
            one_of("engineFamily", tuple(PASSWORDS)),
            one_of("defaultAuthScheme", ("NONE", "IAM_AUTH")),
            between("idleClientTimeout", 1, 28_800, "seconds"),
            arn("roleArn", "iam"),
            _auths,
            _subnets,
        ),
    ),
    Kind(
        "aws:rds/proxyDefaultTargetGroup:ProxyDefaultTargetGroup",
        id="{dbProxyName}",
        outputs={
            "arn": "arn:{partition}:rds:{region}:{account}:target-group:prx-tg-0{hex:16}",
            "connectionPoolConfig": Inside({
                "connectionBorrowTimeout": 120, "maxConnectionsPercent": 100, "maxIdleConnectionsPercent": 50,
            }),
            "name": "default",
        },
        refusals=(
            matches("dbProxyName", NAME, NAME_RULE),
            between(f"{POOL}.maxConnectionsPercent", 1, 100, "percent"),
            between(f"{POOL}.maxIdleConnectionsPercent", 0, 100, "percent"),
            between(f"{POOL}.connectionBorrowTimeout", 0, 300, "seconds"),
            _pool,
        ),
    ),
    Kind(
        "aws:rds/proxyTarget:ProxyTarget",
        id=_target_id,
        outputs={
            "endpoint": "",
            "port": PORTS["postgres"],
            "rdsResourceId": _target_name,
            "targetArn": "",
            "trackedClusterId": "",
            "type": _target_type,
        },
        refusals=(
            matches("dbProxyName", NAME, NAME_RULE),
            exactly_one("dbInstanceIdentifier", "dbClusterIdentifier"),
        ),
    ),
)  # fmt: skip
