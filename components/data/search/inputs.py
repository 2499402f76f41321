"""What a spec alone decides of a domain: size, schedule and the security that no spec decides."""

import pulumi_aws as aws

from components.data.search.spec import SearchSpec

LOGS = {
    "AUDIT_LOGS": "audit",
    "ES_APPLICATION_LOGS": "application",
    "INDEX_SLOW_LOGS": "index-slow",
    "SEARCH_SLOW_LOGS": "search-slow",
}
"""Every kind of log that a domain writes, and where."""

MASTERS = 3
IOPS = 3_000
THROUGHPUT = 125
"""What gp3 gives to every disk, and the least that it takes (OpenSearch Service guide, gp3)."""


def domain_inputs(spec: SearchSpec) -> aws.opensearch.DomainArgs:
    """Return the inputs that follow from the spec, for the component to wire."""
    return aws.opensearch.DomainArgs(
        engine_version=f"OpenSearch_{spec.version}",
        node_to_node_encryption=aws.opensearch.DomainNodeToNodeEncryptionArgs(enabled=True),
        domain_endpoint_options=aws.opensearch.DomainDomainEndpointOptionsArgs(
            enforce_https=True, tls_security_policy="Policy-Min-TLS-1-2-PFS-2023-10"
        ),
        ebs_options=aws.opensearch.DomainEbsOptionsArgs(
            ebs_enabled=True,
            volume_type="gp3",
            volume_size=spec.disk_gib,
            iops=IOPS,
            throughput=THROUGHPUT,
        ),
        auto_tune_options=_auto_tune(spec),
        off_peak_window_options=aws.opensearch.DomainOffPeakWindowOptionsArgs(
            enabled=True,
            off_peak_window=aws.opensearch.DomainOffPeakWindowOptionsOffPeakWindowArgs(
                window_start_time=aws.opensearch.DomainOffPeakWindowOptionsOffPeakWindowWindowStartTimeArgs(
                    hours=spec.off_peak_hour, minutes=0
                )
            ),
        ),
        software_update_options=aws.opensearch.DomainSoftwareUpdateOptionsArgs(
            auto_software_update_enabled=True
        ),
    )


def cluster_config(spec: SearchSpec) -> aws.opensearch.DomainClusterConfigArgs:
    """Return how many nodes of which kind stand in how many zones."""
    aware = spec.zones > 1
    return aws.opensearch.DomainClusterConfigArgs(
        instance_type=spec.instance_type,
        instance_count=spec.nodes,
        zone_awareness_enabled=aware,
        zone_awareness_config=aws.opensearch.DomainClusterConfigZoneAwarenessConfigArgs(
            availability_zone_count=spec.zones
        )
        if aware
        else None,
        multi_az_with_standby_enabled=False,
        dedicated_master_enabled=spec.masters is not None,
        dedicated_master_count=MASTERS if spec.masters else None,
        dedicated_master_type=spec.masters.instance_type if spec.masters else None,
    )


def _auto_tune(spec: SearchSpec) -> aws.opensearch.DomainAutoTuneOptionsArgs | None:
    # OpenSearch Service refuses the option on t2 and t3 (developer guide, Auto-Tune).
    if spec.burstable:
        return None
    return aws.opensearch.DomainAutoTuneOptionsArgs(
        desired_state="ENABLED", rollback_on_disable="NO_ROLLBACK", use_off_peak_window=True
    )
