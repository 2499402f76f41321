"""When copies are made, of what, how long they stay, and where a second copy goes."""

from collections.abc import Mapping
from dataclasses import dataclass

import pulumi_aws as aws
from pulumi import Output, Resource, ResourceOptions

from components.foundation.component import Component
from components.foundation.labels import Labels
from components.foundation.placement import AwsPlacement
from components.foundation.policy_documents import service_trust
from components.foundation.spec import Wire
from components.resilience.vault.spec import VaultSpec

DAILY = "cron(0 5 * * ? *)"
"""After the databases' own backups (03:00) and maintenance, which would make a copy wait."""

MONTHLY = "cron(0 6 1 * ? *)"

WINDOWS = {"start_window": 60, "completion_window": 480}
"""Minutes in which a copy begins, and in which it has to be finished or people are told."""

POLICIES = (
    "service-role/AWSBackupServiceRolePolicyForBackup",
    "service-role/AWSBackupServiceRolePolicyForRestores",
    "AWSBackupServiceRolePolicyForS3Backup",
    "AWSBackupServiceRolePolicyForS3Restore",
)

TAG = ("backup", "true")
"""What a resource carries that wants to be copied."""


@dataclass(frozen=True, kw_only=True)
class BackupPlanArgs:
    """A spec wired to the vaults and to what is copied whatever its tags say.

    ``resources`` are ARNs by a stable key, such as that of the database.
    """

    spec: VaultSpec
    placement: AwsPlacement
    labels: Labels
    plan: str
    vault_name: Wire[str]
    copy_vault_arn: Wire[str] | None
    resources: Mapping[str, Wire[str]]


class BackupPlan(Component):
    """A daily and a monthly copy, each also in a vault of another region if there is one.

    Outputs: ``plan_id``, and ``role_arn`` of who copies and restores; ``ready`` is what it waits for.
    """

    urn_type = "platform:resilience:BackupPlan"

    plan_id: Output[str]
    role_arn: Output[str]

    def __init__(self, name: str, args: BackupPlanArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        plan = aws.backup.Plan(
            f"{name}-plan",
            region=args.placement.region,
            name=args.plan,
            rules=[
                _rule("daily", DAILY, args.spec.daily_days, args),
                _rule("monthly", MONTHLY, args.spec.monthly_days, args),
            ],
            tags=args.labels.aws(args.plan),
            opts=self.child(),
        )
        role, permissions = self._role(name, args)
        self._selections(name, args, plan, role, permissions)
        self.plan_id = plan.id
        self.role_arn = role.arn
        # Whoever restores with the role waits for what it may.
        self.ready: list[Resource] = permissions
        self.publish()

    def _role(self, name: str, args: BackupPlanArgs) -> tuple[aws.iam.Role, list[Resource]]:
        role = aws.iam.Role(
            f"{name}-role",
            name=f"{args.plan}-{args.placement.region}",
            description=f"Lets AWS Backup copy and restore for {args.plan}",
            assume_role_policy=service_trust(
                "backup.amazonaws.com", {"StringEquals": {"aws:SourceAccount": args.placement.account_id}}
            ),
            tags=args.labels.aws(f"{name}-role"),
            opts=self.child(),
        )
        attached: list[Resource] = [
            aws.iam.RolePolicyAttachment(
                f"{name}-{policy.rpartition('/')[2]}",
                role=role.name,
                policy_arn=args.placement.managed_policy(policy),
                opts=self.child(),
            )
            for policy in POLICIES
        ]
        return role, attached

    def _selections(
        self,
        name: str,
        args: BackupPlanArgs,
        plan: aws.backup.Plan,
        role: aws.iam.Role,
        ready: list[Resource],
    ) -> None:
        key, value = TAG
        aws.backup.Selection(
            f"{name}-tagged",
            region=args.placement.region,
            name="tagged",
            plan_id=plan.id,
            iam_role_arn=role.arn,
            selection_tags=[{"type": "STRINGEQUALS", "key": key, "value": value}],
            opts=self.child(depends_on=ready),
        )
        for subject in sorted(args.resources):
            aws.backup.Selection(
                f"{name}-{subject}",
                region=args.placement.region,
                name=subject,
                plan_id=plan.id,
                iam_role_arn=role.arn,
                resources=[args.resources[subject]],
                opts=self.child(depends_on=ready),
            )


def _rule(name: str, schedule: str, days: int, args: BackupPlanArgs) -> aws.backup.PlanRuleArgsDict:
    rule: aws.backup.PlanRuleArgsDict = {
        "rule_name": name,
        "target_vault_name": args.vault_name,
        "schedule": schedule,
        "start_window": WINDOWS["start_window"],
        "completion_window": WINDOWS["completion_window"],
        "lifecycle": {"delete_after": days},
        "recovery_point_tags": args.labels.aws(f"{args.plan}-{name}"),
    }
    if args.copy_vault_arn is not None:
        rule["copy_actions"] = [
            {"destination_vault_arn": args.copy_vault_arn, "lifecycle": {"delete_after": days}}
        ]
    return rule
