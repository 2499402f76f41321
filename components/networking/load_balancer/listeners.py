"""What a load balancer does with a request: redirects it, refuses it, or forwards it by weight."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

import pulumi_aws as aws

from components.foundation.component import Component

if TYPE_CHECKING:
    from components.networking.load_balancer.balancer import LoadBalancerArgs

Groups = Mapping[str, aws.lb.TargetGroup]

CHECKED = 1
LOCKED = 10
"""Priorities of the rules, with room between them for an application's own."""


def listeners(
    owner: Component, name: str, args: "LoadBalancerArgs", balancer: aws.lb.LoadBalancer, groups: Groups
) -> aws.lb.Listener:
    """Register both listeners and the rules of the second, and return that."""
    aws.lb.Listener(
        f"{name}-http",
        region=args.placement.region,
        load_balancer_arn=balancer.arn,
        port=80,
        protocol="HTTP",
        default_actions=[
            {"type": "redirect", "redirect": {"status_code": "HTTP_301", "protocol": "HTTPS", "port": "443"}}
        ],
        tags=args.labels.aws(f"{name}-http"),
        opts=owner.child(),
    )
    https = aws.lb.Listener(
        f"{name}-https",
        region=args.placement.region,
        load_balancer_arn=balancer.arn,
        port=443,
        protocol="HTTPS",
        ssl_policy=args.spec.tls_policy,
        certificate_arn=args.certificate.usable_in(args.placement.region, f"load balancer {name}"),
        default_actions=[_refuse() if args.spec.locked else _forward(args, groups)],
        tags=args.labels.aws(f"{name}-https"),
        opts=owner.child(),
    )
    if args.spec.locked:
        _locked_rules(owner, name, args, https, groups)
    return https


def _locked_rules(
    owner: Component, name: str, args: "LoadBalancerArgs", https: aws.lb.Listener, groups: Groups
) -> None:
    # Route 53's checkers cannot send a header; the health page tells them nothing worth hiding.
    conditions: dict[str, tuple[int, aws.lb.ListenerRuleConditionArgsDict]] = {
        "health": (CHECKED, {"path_pattern": {"values": [args.spec.health.path]}}),
        "locked": (
            LOCKED,
            {"http_header": {"http_header_name": args.lock.header, "values": args.lock.accepted}},
        ),
    }
    for role, (priority, condition) in conditions.items():
        aws.lb.ListenerRule(
            f"{name}-{role}",
            region=args.placement.region,
            listener_arn=https.arn,
            priority=priority,
            conditions=[condition],
            actions=[_forward(args, groups)],
            tags=args.labels.aws(f"{name}-{role}"),
            opts=owner.child(),
        )


def _refuse() -> aws.lb.ListenerDefaultActionArgsDict:
    return {
        "type": "fixed-response",
        "fixed_response": {"status_code": "403", "content_type": "text/plain", "message_body": "Forbidden"},
    }


def _forward(args: "LoadBalancerArgs", groups: Groups) -> aws.lb.ListenerRuleActionArgsDict:
    forward: aws.lb.ListenerRuleActionForwardArgsDict = {
        "target_groups": [
            {"arn": groups[key].arn, "weight": weight} for key, weight in args.spec.groups.items()
        ]
    }
    if args.spec.sticky_seconds is not None:
        # Else a session would change its group with every request that the weights send elsewhere.
        forward["stickiness"] = {"enabled": True, "duration": args.spec.sticky_seconds}
    return {"type": "forward", "forward": forward}
