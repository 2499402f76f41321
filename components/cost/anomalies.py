"""What watches the bill every day: AWS Cost Anomaly Detection, and the tags that the bill is split by."""

from dataclasses import dataclass

import pulumi_aws as aws
from pulumi import Output, ResourceOptions

from components.cost.spec import AnomalySpec
from components.foundation.component import Component
from components.foundation.labels import Labels
from components.foundation.spec import Wire


@dataclass(frozen=True, kw_only=True)
class AnomaliesArgs:
    """A spec and the people who hear of it.

    The policy of the topic has to let ``costalerts.amazonaws.com`` publish, and its key has to let it encrypt.
    """

    spec: AnomalySpec
    labels: Labels
    topic_arn: Wire[str]
    emails: tuple[str, ...] = ()


class Anomalies(Component):
    """A monitor of every service of the account, whose findings reach the topic at once and people once a day.

    Cost Explorer has no region, and an account has one monitor of its services: import the one that AWS may have
    made. Output: ``monitor_arn``.
    """

    urn_type = "platform:cost:Anomalies"

    monitor_arn: Output[str]

    def __init__(self, name: str, args: AnomaliesArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        monitor = aws.costexplorer.AnomalyMonitor(
            f"{name}-services",
            name=f"{args.labels.environment}-services",
            monitor_type="DIMENSIONAL",
            monitor_dimension="SERVICE",
            tags=args.labels.aws(f"{name}-services"),
            opts=self.child(),
        )
        # Topics take single alerts only, and addresses summaries only (Cost Management user guide).
        self._subscribe(name, args, monitor, "immediate", [("SNS", args.topic_arn)])
        if args.emails:
            self._subscribe(name, args, monitor, "daily", [("EMAIL", email) for email in args.emails])
        self.monitor_arn = monitor.arn
        self.publish()

    def _subscribe(
        self,
        name: str,
        args: AnomaliesArgs,
        monitor: aws.costexplorer.AnomalyMonitor,
        frequency: str,
        subscribers: list[tuple[str, Wire[str]]],
    ) -> None:
        aws.costexplorer.AnomalySubscription(
            f"{name}-{frequency}",
            name=f"{args.labels.environment}-{frequency}",
            frequency=frequency.upper(),
            monitor_arn_lists=[monitor.arn],
            subscribers=[
                aws.costexplorer.AnomalySubscriptionSubscriberArgs(type=kind, address=address)
                for kind, address in subscribers
            ],
            threshold_expression=_threshold(args.spec),
            tags=args.labels.aws(f"{name}-{frequency}"),
            opts=self.child(),
        )


def _threshold(spec: AnomalySpec) -> aws.costexplorer.AnomalySubscriptionThresholdExpressionArgs:
    impact = {
        "ANOMALY_TOTAL_IMPACT_PERCENTAGE": spec.percent,
        "ANOMALY_TOTAL_IMPACT_ABSOLUTE": spec.minimum_usd,
    }
    return aws.costexplorer.AnomalySubscriptionThresholdExpressionArgs(
        ands=[
            aws.costexplorer.AnomalySubscriptionThresholdExpressionAndArgs(
                dimension=aws.costexplorer.AnomalySubscriptionThresholdExpressionAndDimensionArgs(
                    key=key, match_options=["GREATER_THAN_OR_EQUAL"], values=[str(least)]
                )
            )
            for key, least in impact.items()
        ]
    )
