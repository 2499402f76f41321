"""Availability as somebody outside sees it, by the probes of blackbox_exporter."""

from typing import Final

from components.observability.alerts.model import Alert, Group

GROUP: Final = Group(
    name="probes.rules",
    alerts=(
        Alert(
            name="ProbeFails",
            expr="max by (job, instance) (probe_success) == 0",
            for_="2m",
            severity="critical",
            owner="platform-team",
            summary="{{ $labels.instance }} does not answer",
            description="No probe of {{ $labels.instance }} has succeeded for two minutes: to users it is down.",
            dashboard="edge-probes",
            needs="probes",
        ),
        Alert(
            name="ProbeSlow",
            expr="avg by (job, instance) (avg_over_time(probe_duration_seconds[5m])) > <probe_slow>",
            for_="10m",
            severity="warning",
            owner="platform-team",
            summary="{{ $labels.instance }} answers slowly",
            description="A probe takes {{ $value | humanizeDuration }} on average, above <probe_slow>.",
            dashboard="edge-probes",
            needs="probes",
        ),
        Alert(
            name="PublicCertificateExpiresSoon",
            expr="min by (instance) (probe_ssl_earliest_cert_expiry) - time() < <certificate_days>",
            for_="1h",
            severity="warning",
            owner="platform-team",
            summary="The certificate of {{ $labels.instance }} was not renewed",
            description="What {{ $labels.instance }} shows ends in {{ $value | humanizeDuration }}, below <certificate_days>. "
            "Whoever issued it (Cloudflare, ACM or cert-manager) did not renew it, or the new one is not served.",
            dashboard="edge-probes",
            needs="probes",
        ),
        Alert(
            name="PublicCertificateExpires",
            expr="min by (instance) (probe_ssl_earliest_cert_expiry) - time() < <certificate_days_critical>",
            for_="10m",
            severity="critical",
            owner="platform-team",
            summary="The certificate of {{ $labels.instance }} ends within days",
            description="It ends in {{ $value | humanizeDuration }}, below <certificate_days_critical>. After that nobody gets "
            "in.",
            dashboard="edge-probes",
            needs="probes",
        ),
        Alert(
            name="ProbesAbsent",
            expr="absent(probe_success)",
            for_="10m",
            severity="warning",
            owner="platform-team",
            summary="Nobody looks from outside",
            description="No probe has told anything for ten minutes, so that an outage would not be seen.",
            dashboard="edge-probes",
            needs="probes",
        ),
    ),
)
