"""A web ACL with its log."""

from dataclasses import dataclass
from typing import Literal

import pulumi_aws as aws
from pulumi import Output, Resource, ResourceOptions

from components.foundation.component import Component
from components.foundation.labels import Labels
from components.foundation.placement import AwsPlacement
from components.foundation.policy_documents import Statement, on_behalf_of, resource_policy
from components.foundation.spec import Wire
from components.networking.web_firewall.rules import rules, visibility
from components.networking.web_firewall.spec import WebFirewallSpec

EDGE_REGION = "us-east-1"
"""Where web ACLs of CloudFront stand (WAF developer guide)."""

REDACTED = ("authorization", "cookie")


@dataclass(frozen=True, kw_only=True)
class WebFirewallArgs:
    """A spec and what it stands in front of.

    A firewall of scope CLOUDFRONT is made in us-east-1 wherever ``placement`` is, and ``logs_key_arn`` has to be a key
    of that region. ``client_header`` names the header in which a trusted proxy says who asks, if there is one.
    """

    spec: WebFirewallSpec
    scope: Literal["REGIONAL", "CLOUDFRONT"]
    placement: AwsPlacement
    labels: Labels
    logs_key_arn: Wire[str]
    client_header: str | None = None

    @property
    def site(self) -> AwsPlacement:
        """Where the firewall stands."""
        return self.placement.elsewhere(EDGE_REGION) if self.scope == "CLOUDFRONT" else self.placement


class WebFirewall(Component):
    """A web ACL that lets through what no rule blocks, and logs what one blocked or counted.

    Output: ``arn``, known once the log is on.
    """

    urn_type = "platform:networking:WebFirewall"

    arn: Output[str]

    def __init__(self, name: str, args: WebFirewallArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        physical = f"{args.labels.environment}-{'cdn' if args.scope == 'CLOUDFRONT' else 'edge'}"
        acl = aws.wafv2.WebAcl(
            f"{name}-acl",
            region=args.site.region,
            name=physical,
            scope=args.scope,
            description=f"In front of {physical}",
            default_action={"allow": {}},
            rules=rules(physical, args.spec, args.client_header, self._blocked_set(name, args, physical)),
            visibility_config=visibility(physical),
            tags=args.labels.aws(name),
            opts=self.child(),
        )
        logging = self._log(name, args, acl, physical)
        self.arn = logging.resource_arn
        self.publish()

    def _blocked_set(self, name: str, args: WebFirewallArgs, physical: str) -> Output[str] | None:
        if not args.spec.blocked_ranges:
            return None
        blocked = aws.wafv2.IpSet(
            f"{name}-blocked",
            region=args.site.region,
            name=f"{physical}-blocked",
            scope=args.scope,
            ip_address_version="IPV4",
            addresses=[str(one) for one in args.spec.blocked_ranges],
            tags=args.labels.aws(f"{name}-blocked"),
            opts=self.child(),
        )
        return blocked.arn

    def _log(
        self, name: str, args: WebFirewallArgs, acl: aws.wafv2.WebAcl, physical: str
    ) -> aws.wafv2.WebAclLoggingConfiguration:
        # WAF delivers to groups of this prefix alone (WAF developer guide, logging destinations).
        path = f"aws-waf-logs-{physical}"
        group = aws.cloudwatch.LogGroup(
            f"{name}-log",
            region=args.site.region,
            name=path,
            kms_key_id=args.logs_key_arn,
            retention_in_days=args.spec.log_days,
            tags=args.labels.aws(f"{name}-log"),
            opts=self.child(),
        )
        policy = aws.cloudwatch.LogResourcePolicy(
            f"{name}-log",
            region=args.site.region,
            policy_name=f"{physical}-firewall",
            policy_document=resource_policy(
                Statement(
                    sid="FirewallWrites",
                    principals={"Service": ["delivery.logs.amazonaws.com"]},
                    actions=["logs:CreateLogStream", "logs:PutLogEvents"],
                    resources=[args.site.arn("logs", f"log-group:{path}:*")],
                    conditions=on_behalf_of(args.site, args.site.arn("logs", "*")),
                )
            ),
            opts=self.child(),
        )
        waits: list[Resource] = [policy]
        return aws.wafv2.WebAclLoggingConfiguration(
            f"{name}-log",
            region=args.site.region,
            resource_arn=acl.arn,
            log_destination_configs=[group.arn],
            redacted_fields=[{"single_header": {"name": header}} for header in REDACTED],
            # What was let through is in the access logs already.
            logging_filter={
                "default_behavior": "DROP",
                "filters": [
                    {
                        "behavior": "KEEP",
                        "requirement": "MEETS_ANY",
                        "conditions": [
                            {"action_condition": {"action": action}}
                            for action in ("BLOCK", "COUNT", "EXCLUDED_AS_COUNT")
                        ],
                    }
                ],
            },
            opts=self.child(depends_on=waits),
        )
