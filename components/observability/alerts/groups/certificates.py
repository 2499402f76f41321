"""Certificates that cert-manager looks after. Labels of a certificate's own namespace come as exported_namespace."""

from typing import Final

from components.observability.alerts.model import Alert, Group

GROUP: Final = Group(
    name="certificates.rules",
    alerts=(
        Alert(
            name="CertificateExpiresSoon",
            expr="""
            max by (exported_namespace, name) (certmanager_certificate_expiration_timestamp_seconds) - time()
            < <certificate_days>""",
            for_="1h",
            severity="warning",
            owner="platform-team",
            summary="The certificate {{ $labels.name }} was not renewed",
            description="{{ $labels.exported_namespace }}/{{ $labels.name }} ends in {{ $value | humanizeDuration }}, below "
            "<certificate_days>, and should have been renewed.",
            dashboard="mesh",
            needs="certificates",
        ),
        Alert(
            name="CertificateExpires",
            expr="""
            max by (exported_namespace, name) (certmanager_certificate_expiration_timestamp_seconds) - time()
            < <certificate_days_critical>""",
            for_="10m",
            severity="critical",
            owner="platform-team",
            summary="The certificate {{ $labels.name }} ends within days",
            description="{{ $labels.exported_namespace }}/{{ $labels.name }} ends in {{ $value | humanizeDuration }}, below "
            "<certificate_days_critical>. After that browsers refuse us.",
            dashboard="mesh",
            needs="certificates",
        ),
        Alert(
            name="CertificateNotReady",
            expr="""
            max by (exported_namespace, name) (certmanager_certificate_ready_status{condition!="True"}) == 1""",
            for_="1h",
            severity="warning",
            owner="platform-team",
            summary="The certificate {{ $labels.name }} cannot be made",
            description="{{ $labels.exported_namespace }}/{{ $labels.name }} has not been ready for an hour.",
            dashboard="mesh",
            needs="certificates",
        ),
    ),
)
