"""Istio: what its gateways and waypoints count, and the control plane. In ambient mode ztunnel counts no requests."""

from typing import Final

from components.observability.alerts.model import Alert, Group

GROUP: Final = Group(
    name="mesh.rules",
    alerts=(
        Alert(
            name="MeshErrorRate",
            expr="""
            sum by (destination_service_namespace, destination_service_name) (
              rate(istio_requests_total{reporter=~"source|waypoint",response_code=~"5.."}[5m]))
            / (sum by (destination_service_namespace, destination_service_name) (
              rate(istio_requests_total{reporter=~"source|waypoint"}[5m])) > 0) > <mesh_error_ratio>""",
            for_="5m",
            severity="warning",
            owner="platform-team",
            summary="Gateways get errors from {{ $labels.destination_service_name }}",
            description="{{ $value | humanizePercentage }} of what gateways and waypoints asked of "
            "{{ $labels.destination_service_namespace }}/{{ $labels.destination_service_name }} ended with 5xx, above "
            "<mesh_error_ratio>. Seen from outside the service, so that it tells of one that counts nothing any more too.",
            dashboard="mesh",
            needs="mesh",
        ),
        Alert(
            name="IstiodDown",
            expr='absent(up{job=~"istiod.*"} == 1)',
            for_="10m",
            severity="critical",
            owner="platform-team",
            summary="The mesh has no control plane",
            description="No istiod has answered for ten minutes: new pods get no certificate and cannot speak, and those of "
            "the others end within a day.",
            dashboard="mesh",
            needs="mesh",
        ),
        Alert(
            name="MeshConfigurationRejected",
            expr="sum by (type) (increase(pilot_total_xds_rejects[10m])) > 0 or sum(increase(pilot_total_xds_internal_errors[10m])) > 0",
            for_="10m",
            severity="warning",
            owner="platform-team",
            summary="Proxies refuse what istiod sends",
            description="{{ $value | humanize }} answers were refused within ten minutes: proxies go on with what they last took.",
            dashboard="mesh",
            needs="mesh",
        ),
    ),
)
