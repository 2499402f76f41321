"""OpenSearch Service: encrypted, private, TLS-only, with access that is told apart and recorded."""

from policies.framework import tokens
from policies.framework.facts import some
from policies.framework.resources import Resource
from policies.framework.rules import (
    ADVICE,
    ALWAYS,
    PRODUCTION,
    PROMOTED,
    Context,
    Outcomes,
    require,
    resource_rule,
)
from policies.security.aws.own_keys import own_key

DOMAIN = (tokens.OPENSEARCH,)
GUIDE = "https://docs.aws.amazon.com/opensearch-service/latest/developerguide/"


@resource_rule(
    name="search-encrypted",
    title="Search domains are encrypted at rest and between nodes",
    types=DOMAIN,
    severity="high",
    levels=PROMOTED,
    remediation="Set encryptAtRest.enabled and nodeToNodeEncryption.enabled at creation.",
    checkov=("CKV_AWS_5", "CKV_AWS_6"),
    trivy=("AWS-0048", "AWS-0043"),
    prowler=(
        "opensearch_service_domains_encryption_at_rest_enabled",
        "opensearch_service_domains_node_to_node_encryption_enabled",
    ),
    url=GUIDE + "encryption-at-rest.html",
)
def search_encrypted(domain: Resource, _: Context) -> Outcomes:
    """Require both."""
    at_rest = domain.at("encryptAtRest", "enabled").is_true()
    yield from require(at_rest, "data on disk is readable: set encryptAtRest.enabled")
    between = domain.at("nodeToNodeEncryption", "enabled").is_true()
    yield from require(between, "nodes talk in clear text: set nodeToNodeEncryption.enabled")


@resource_rule(
    name="search-cmk",
    title="Search domains are encrypted with a key of the platform",
    types=DOMAIN,
    severity="medium",
    levels=PRODUCTION,
    remediation="Set encryptAtRest.kmsKeyId at creation.",
    checkov=("CKV_AWS_247",),
    url=GUIDE + "encryption-at-rest.html",
)
def search_cmk(domain: Resource, _: Context) -> Outcomes:
    """Require a customer key."""
    own = own_key(domain.at("encryptAtRest", "kmsKeyId"))
    yield from require(own, "the key is the service's own: set encryptAtRest.kmsKeyId")


@resource_rule(
    name="search-https",
    title="Search domains speak TLS 1.2 or newer alone",
    types=DOMAIN,
    severity="high",
    levels=PROMOTED,
    remediation="Set domainEndpointOptions.enforceHttps, and tlsSecurityPolicy to Policy-Min-TLS-1-2-PFS-2023-10.",
    checkov=("CKV_AWS_83", "CKV_AWS_228"),
    trivy=("AWS-0046", "AWS-0126"),
    prowler=("opensearch_service_domains_https_communications_enforced",),
    url=GUIDE + "infrastructure-security.html",
)
def search_https(domain: Resource, _: Context) -> Outcomes:
    """Require TLS, and not an old one."""
    enforced = domain.at("domainEndpointOptions", "enforceHttps").is_true()
    yield from require(enforced, "plain requests are answered: set domainEndpointOptions.enforceHttps")
    modern = domain.at("domainEndpointOptions", "tlsSecurityPolicy").test(
        lambda raw: str(raw).startswith("Policy-Min-TLS-1-2-")
    )
    yield from require(modern, "TLS 1.0 is accepted: set tlsSecurityPolicy to one of TLS 1.2")


@resource_rule(
    name="search-in-vpc",
    title="Search domains stand in a VPC",
    types=DOMAIN,
    severity="critical",
    levels=ALWAYS,
    remediation="Set vpcOptions at creation; a public domain cannot be moved into a VPC.",
    checkov=("CKV_AWS_137",),
    prowler=("opensearch_service_domains_not_publicly_accessible",),
    url=GUIDE + "vpc.html",
)
def search_in_vpc(domain: Resource, _: Context) -> Outcomes:
    """Refuse a public endpoint."""
    inside = domain.at("vpcOptions", "subnetIds").given([])
    yield from require(inside, "the internet reaches it: set vpcOptions.subnetIds")


@resource_rule(
    name="search-access-control",
    title="Search domains tell their users apart and record them",
    types=DOMAIN,
    severity="medium",
    levels=PROMOTED,
    remediation="Set advancedSecurityOptions.enabled without anonymousAuthEnabled, and publish AUDIT_LOGS.",
    checkov=("CKV2_AWS_52", "CKV_AWS_317"),
    trivy=("AWS-0042",),
    prowler=(
        "opensearch_service_domains_access_control_enabled",
        "opensearch_service_domains_audit_logging_enabled",
    ),
    url=GUIDE + "fgac.html",
)
def search_access_control(domain: Resource, _: Context) -> Outcomes:
    """Require fine-grained access and its record."""
    fine = domain.at("advancedSecurityOptions", "enabled").is_true()
    yield from require(fine, "everybody may do everything: set advancedSecurityOptions.enabled")
    anonymous = domain.at("advancedSecurityOptions", "anonymousAuthEnabled").is_true()
    yield from require(~anonymous, "nobody has to say who they are: leave anonymousAuthEnabled off")
    recorded = some(
        log["logType"].equals("AUDIT_LOGS") & ~log["enabled"].is_false()
        for log in domain["logPublishingOptions"].items()
    )
    yield from require(recorded, "nobody knows what was done: publish AUDIT_LOGS in logPublishingOptions")


@resource_rule(
    name="search-resilient",
    title="A search domain survives a zone",
    types=DOMAIN,
    severity="medium",
    levels=PRODUCTION,
    remediation="Set clusterConfig.zoneAwarenessEnabled with three zones, and instanceCount to a multiple of three.",
    prowler=("opensearch_service_domains_fault_tolerant_data_nodes",),
    url=GUIDE + "managedomains-multiaz.html",
)
def search_resilient(domain: Resource, _: Context) -> Outcomes:
    """Require three zones with a node each: they elect a master when one is gone."""
    config = domain["clusterConfig"]
    yield from require(
        config["zoneAwarenessEnabled"].is_true(), "one zone's failure stops it: set zoneAwarenessEnabled"
    )
    zones = config.at("zoneAwarenessConfig", "availabilityZoneCount").at_least(3)
    yield from require(zones, "two zones cannot outvote each other: set availabilityZoneCount to 3")
    yield from require(
        config["instanceCount"].at_least(3), "a zone is without a node: raise instanceCount to 3"
    )


@resource_rule(
    name="search-masters",
    title="A search domain in production has masters of its own",
    types=DOMAIN,
    severity="low",
    levels=ADVICE,
    remediation="Set clusterConfig.dedicatedMasterEnabled with a count of 3; domains of three small nodes do well without.",
    checkov=("CKV_AWS_318", "CKV2_AWS_59"),
    prowler=("opensearch_service_domains_fault_tolerant_master_nodes",),
    url=GUIDE + "managedomains-dedicatedmasternodes.html",
)
def search_masters(domain: Resource, _: Context) -> Outcomes:
    """Advise masters where the domain is larger than the three nodes that can elect one among themselves."""
    config = domain["clusterConfig"]
    larger = config["instanceCount"].at_least(4)
    masters = config["dedicatedMasterEnabled"].is_true() & config["dedicatedMasterCount"].at_least(3)
    yield from require(
        masters | ~larger,
        "data nodes elect a master under load: set dedicatedMasterEnabled with a count of 3",
    )


RULES = (
    search_encrypted,
    search_cmk,
    search_https,
    search_in_vpc,
    search_access_control,
    search_resilient,
    search_masters,
)
