"""Checks of public addresses by Google Cloud, and who hears when one fails or a certificate is about to end."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

import pulumi_gcp as gcp
from pulumi import Output, Resource, ResourceOptions

from components.foundation.component import Component
from components.foundation.gcp.people import channels
from components.foundation.gcp.placement import GcpPlacement
from components.foundation.labels import Labels
from components.foundation.spec import RefusalError
from components.observability.gcp.uptime_spec import UptimeCheckSpec, UptimeChecksSpec

FREE_EXECUTIONS: Final = 1_000_000
"""Executions a month that a project has for nothing; a thousand more cost 0.30 USD (Cloud Monitoring, pricing)."""

MONTH_SECONDS: Final = Decimal(365 * 24 * 3600) / 12

PASSED: Final = "monitoring.googleapis.com/uptime_check/check_passed"
EXPIRES: Final = "monitoring.googleapis.com/uptime_check/time_until_ssl_cert_expires"

WINDOW: Final = "1200s"
"""How far back the last answer of a location is looked for (Cloud Monitoring, "Alerts for uptime checks")."""


@dataclass(frozen=True, kw_only=True)
class UptimeChecksArgs:
    """A spec, what is checked by name, and the project that checks. ``services`` are the APIs that have to be on.

    :raises RefusalError: if nothing is checked, or more often than is free.
    """

    spec: UptimeChecksSpec
    targets: Mapping[str, UptimeCheckSpec]
    placement: GcpPlacement
    labels: Labels
    services: Sequence[Resource]

    def __post_init__(self) -> None:
        if not self.targets:
            raise RefusalError(
                "uptime_checks have no address to check, so that no outage would be told: name one under targets, or leave "
                "uptime_checks out"
            )
        runs = self.executions
        if runs > FREE_EXECUTIONS:
            raise RefusalError(
                f"uptime_checks would run {runs:,} times a month, and Google charges for more than {FREE_EXECUTIONS:,}: "
                "ask fewer addresses, from fewer regions or less often"
            )

    @property
    def executions(self) -> int:
        """How often Google asks in an average month."""
        each = self.spec.locations * MONTH_SECONDS / self.spec.period_seconds
        return int(each * len(self.targets))


class UptimeChecks(Component):
    """A check for each address, and policies that tell people of outages and of certificates.

    Output: ``checked``, the ids of the checks by name.
    """

    urn_type = "platform:observability:UptimeChecks"

    checked: Output[dict[str, str]]

    def __init__(self, name: str, args: UptimeChecksArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        self.name, self.args = name, args
        told = channels(
            self,
            name,
            emails=args.spec.emails,
            subject="Availability",
            placement=args.placement,
            labels=args.labels,
            services=args.services,
        )
        people = [channel.name for channel in told]
        checks = {key: self._check(key, target) for key, target in args.targets.items()}
        for key, check in checks.items():
            self._outage(key, check, people)
        self._certificates(people)
        self.checked = Output.all(**{key: check.uptime_check_id for key, check in checks.items()})
        self.publish()

    def _check(self, key: str, target: UptimeCheckSpec) -> gcp.monitoring.UptimeCheckConfig:
        args, spec = self.args, self.args.spec
        success = gcp.monitoring.UptimeCheckConfigHttpCheckAcceptedResponseStatusCodeArgs(
            status_class="STATUS_CLASS_2XX"
        )
        held, place = target.contains, {"project_id": args.placement.project, "host": target.host}
        return gcp.monitoring.UptimeCheckConfig(
            f"{self.name}-{key}",
            project=args.placement.project,
            display_name=f"{args.labels.environment} {key}",
            period=f"{spec.period_seconds}s",
            timeout=f"{spec.timeout_seconds}s",
            selected_regions=[str(region) for region in sorted(set(spec.regions))],
            checker_type="STATIC_IP_CHECKERS",
            log_check_failures=True,
            monitored_resource=gcp.monitoring.UptimeCheckConfigMonitoredResourceArgs(
                type="uptime_url", labels=place
            ),
            http_check=gcp.monitoring.UptimeCheckConfigHttpCheckArgs(
                request_method="GET",
                path=target.path,
                port=443,
                use_ssl=True,
                validate_ssl=True,
                accepted_response_status_codes=[success],
            ),
            content_matchers=[{"content": held, "matcher": "CONTAINS_STRING"}] if held else None,
            user_labels=args.labels.gcp(),
            opts=self.child(depends_on=args.services),
        )

    def _outage(
        self, key: str, check: gcp.monitoring.UptimeCheckConfig, people: Sequence[Output[str]]
    ) -> None:
        spec, target = self.args.spec, self.args.targets[key]
        self._policy(
            f"{key}-outage",
            title=f"{target.host} does not answer",
            severity="CRITICAL",
            filter_=Output.concat(
                f'metric.type="{PASSED}" AND resource.type="uptime_url" AND metric.label.check_id="',
                check.uptime_check_id,
                '"',
            ),
            reducer="REDUCE_COUNT_FALSE",
            comparison="COMPARISON_GT",
            threshold=spec.failing_locations - 1,
            lasting="60s",
            content=(
                f"https://{target.host}{target.path} does not answer as it should from {spec.failing_locations} or more of "
                f"{spec.locations} locations. The failed checks are in the project's logs; docs/availability-checks.md "
                "says who else asks, and from where."
            ),
            people=people,
        )

    def _certificates(self, people: Sequence[Output[str]]) -> None:
        days = self.args.spec.certificate_days
        self._policy(
            "certificates",
            title=f"A certificate ends within {days} days",
            severity="WARNING",
            filter_=f'metric.type="{EXPIRES}" AND resource.type="uptime_url"',
            reducer="REDUCE_MIN",
            comparison="COMPARISON_LT",
            threshold=days,
            lasting="600s",
            content=(
                "The certificate of ${resource.label.host} was to be renewed before now: see who issues it, and why that "
                "did not happen (docs/availability-checks.md)."
            ),
            people=people,
        )

    def _policy(
        self,
        role: str,
        *,
        title: str,
        severity: str,
        filter_: str | Output[str],
        reducer: str,
        comparison: str,
        threshold: float,
        lasting: str,
        content: str,
        people: Sequence[Output[str]],
    ) -> None:
        """Make a policy of one condition, judged for each host by itself."""
        args = self.args
        gcp.monitoring.AlertPolicy(
            f"{self.name}-{role}",
            project=args.placement.project,
            display_name=f"{args.labels.environment}: {title}",
            combiner="OR",
            severity=severity,
            conditions=[
                {
                    "display_name": title,
                    "condition_threshold": {
                        "filter": filter_,
                        "aggregations": [
                            {
                                "alignment_period": WINDOW,
                                "per_series_aligner": "ALIGN_NEXT_OLDER",
                                "cross_series_reducer": reducer,
                                "group_by_fields": ["resource.label.host"],
                            }
                        ],
                        "comparison": comparison,
                        "threshold_value": threshold,
                        "duration": lasting,
                        "trigger": {"count": 1},
                    },
                }
            ],
            alert_strategy={"auto_close": "86400s", "notification_prompts": ["OPENED", "CLOSED"]},
            documentation={"content": content, "mime_type": "text/markdown", "subject": title},
            notification_channels=list(people),
            user_labels=args.labels.gcp(),
            opts=self.child(depends_on=args.services),
        )
