"""A restore that happens by itself: the newest copy of a database comes up beside it, is timed, and goes again."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import pulumi_aws as aws
from pulumi import Output, Resource, ResourceOptions

from components.foundation.component import Component
from components.foundation.labels import Labels
from components.foundation.placement import AwsPlacement
from components.foundation.spec import Wire
from components.resilience.vault.spec import RestoreTestSpec, Rhythm

SCHEDULES: Final[Mapping[Rhythm, str]] = {"weekly": "cron(0 9 ? * MON *)", "monthly": "cron(0 9 2 * ? *)"}
"""On a working morning in the week, or on the day after the monthly copy: when somebody can look at what failed."""

START_HOURS: Final = 8
NEWEST_OF_DAYS: Final = 7
"""A test takes the newest copy of a week: none in a week is a failure too, and the vault tells of it."""


@dataclass(frozen=True, kw_only=True)
class RestoredDatabase:
    """A database whose copies are tested, and where one comes up: never in a default network."""

    arn: Wire[str]
    subnet_group: Wire[str]
    security_group_id: Wire[str]


@dataclass(frozen=True, kw_only=True)
class RestoreTestArgs:
    """A spec wired to the vault whose copies are tested, and to the role of the plan, which may restore.

    ``ready`` is what gives that role its permissions. ``plan`` is letters, digits and underscores: AWS Backup takes no hyphens here. ``databases`` are by a stable key of
    the same letters.
    """

    spec: RestoreTestSpec
    placement: AwsPlacement
    labels: Labels
    plan: str
    vault_arn: Wire[str]
    role_arn: Wire[str]
    databases: Mapping[str, RestoredDatabase]
    ready: Sequence[Resource] = ()


class RestoreTest(Component):
    """A plan of AWS Backup's restore testing. A restore that fails is told by the vault, as RESTORE_JOB_FAILED.

    Output: ``plan_arn``.
    """

    urn_type = "platform:resilience:RestoreTest"

    plan_arn: Output[str]

    def __init__(self, name: str, args: RestoreTestArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        plan = aws.backup.RestoreTestingPlan(
            f"{name}-plan",
            region=args.placement.region,
            name=args.plan,
            schedule_expression=SCHEDULES[args.spec.rhythm],
            start_window_hours=START_HOURS,
            recovery_point_selection={
                "algorithm": "LATEST_WITHIN_WINDOW",
                "include_vaults": [args.vault_arn],
                "recovery_point_types": ["SNAPSHOT"],
                "selection_window_days": NEWEST_OF_DAYS,
            },
            tags=args.labels.aws(args.plan),
            opts=self.child(),
        )
        for key in sorted(args.databases):
            self._database(name, key, args, plan)
        self.plan_arn = plan.arn
        self.publish()

    def _database(
        self, name: str, key: str, args: RestoreTestArgs, plan: aws.backup.RestoreTestingPlan
    ) -> None:
        database = args.databases[key]
        aws.backup.RestoreTestingSelection(
            f"{name}-{key}",
            region=args.placement.region,
            name=key,
            restore_testing_plan_name=plan.name,
            iam_role_arn=args.role_arn,
            protected_resource_type="RDS",
            protected_resource_arns=[database.arn],
            # What AWS Backup would guess is the account's default network, which nothing here uses.
            restore_metadata_overrides={
                "dbInstanceClass": args.spec.instance_class,
                "dbSubnetGroupName": database.subnet_group,
                "multiAz": "false",
                "vpcSecurityGroupIds": Output.json_dumps([database.security_group_id]),
            },
            validation_window_hours=args.spec.hours,
            opts=self.child(depends_on=args.ready),
        )
