"""The two roles of an environment's pipelines, and the provider by which GitHub's tokens are trusted."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import pulumi_aws as aws
from pulumi import Output, ResourceOptions

from components.delivery.pipeline_roles.permissions import (
    BUILDER,
    READERS,
    StateStore,
    boundary,
    keeping_roles,
    no_secret_values,
    reading_state,
    writing_state,
)
from components.delivery.pipeline_roles.spec import PipelinesSpec
from components.delivery.workflows import ISSUER as ISSUER_URL
from components.foundation.component import Component
from components.foundation.labels import Labels
from components.foundation.placement import AwsPlacement
from components.foundation.policy_documents import Statement, identity_policy, trust_policy

ISSUER: Final = ISSUER_URL.removeprefix("https://")
AUDIENCE: Final = "sts.amazonaws.com"
"""What GitHub's action for AWS asks its token for."""

PREVIEW_SECONDS: Final = 3600


@dataclass(frozen=True, kw_only=True)
class PipelineRolesArgs:
    """A spec in its account, with the regions it may act in and the place of its state.

    ``state_bucket`` and ``state_key_alias`` are what ``infra bootstrap`` made in the placement's region.
    """

    spec: PipelinesSpec
    placement: AwsPlacement
    labels: Labels
    regions: tuple[str, ...]
    state_bucket: str
    state_key_alias: str


class PipelineRoles(Component):
    """A role that previews and one that deploys, each for the jobs of one GitHub environment of one repository.

    The first deployment is a person's, because it makes them; afterwards they cannot change themselves. An
    account has one provider of GitHub's tokens: import it if another stack made it. The preview role reads the
    state, whose secrets stay encrypted for it except to Pulumi itself, and can read no secret of the platform.

    Outputs: ``preview_role_arn`` and ``deploy_role_arn`` for the variables of the workflows, ``provider_arn``.
    """

    urn_type = "platform:delivery:PipelineRoles"

    preview_role_arn: Output[str]
    deploy_role_arn: Output[str]
    provider_arn: Output[str]

    def __init__(self, name: str, args: PipelineRolesArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        provider = aws.iam.OpenIdConnectProvider(
            f"{name}-github",
            url=ISSUER_URL,
            client_id_lists=[AUDIENCE],
            # No thumbprints: IAM trusts GitHub's certificate authority by itself.
            tags=args.labels.aws(f"{name}-github"),
            opts=self.child(),
        )
        limit = self._boundary(name, args)
        preview = self._preview_role(name, args, provider, limit)
        deploy = self._deploy_role(name, args, provider, limit)
        self.preview_role_arn, self.deploy_role_arn = preview.arn, deploy.arn
        self.provider_arn = provider.arn
        self.deploy_role = deploy
        self.publish()

    def _boundary(self, name: str, args: PipelineRolesArgs) -> aws.iam.Policy:
        physical = f"{args.labels.environment}-pipeline-boundary"
        own = [
            *(
                args.placement.global_arn("iam", f"role/{role}")
                for role in (args.spec.preview_role, args.spec.deploy_role)
            ),
            args.placement.global_arn("iam", f"policy/{physical}"),
            args.placement.global_arn("iam", f"oidc-provider/{ISSUER}"),
        ]
        return aws.iam.Policy(
            f"{name}-boundary",
            name=physical,
            description="The most that a role of a pipeline can do",
            policy=identity_policy(*boundary(args.placement, _store(args), args.regions, own)),
            tags=args.labels.aws(physical),
            opts=self.child(),
        )

    def _preview_role(
        self,
        name: str,
        args: PipelineRolesArgs,
        provider: aws.iam.OpenIdConnectProvider,
        limit: aws.iam.Policy,
    ) -> aws.iam.Role:
        role = self._role(
            f"{name}-preview",
            args,
            physical=args.spec.preview_role,
            purpose="Previews: reads how things are configured, and changes nothing",
            subject=args.spec.preview_subject,
            seconds=PREVIEW_SECONDS,
            provider=provider,
            limit=limit,
        )
        self._grant(
            f"{name}-preview", role, args, READERS, [*reading_state(_store(args)), no_secret_values()]
        )
        return role

    def _deploy_role(
        self,
        name: str,
        args: PipelineRolesArgs,
        provider: aws.iam.OpenIdConnectProvider,
        limit: aws.iam.Policy,
    ) -> aws.iam.Role:
        role = self._role(
            f"{name}-deploy",
            args,
            physical=args.spec.deploy_role,
            purpose=f"Updates from the GitHub environment {args.spec.environment}",
            subject=args.spec.deploy_subject,
            seconds=args.spec.deploy_minutes * 60,
            provider=provider,
            limit=limit,
        )
        statements = [*writing_state(_store(args)), *keeping_roles(args.placement)]
        self._grant(f"{name}-deploy", role, args, (BUILDER,), statements)
        return role

    def _role(
        self,
        name: str,
        args: PipelineRolesArgs,
        *,
        physical: str,
        purpose: str,
        subject: str,
        seconds: int,
        provider: aws.iam.OpenIdConnectProvider,
        limit: aws.iam.Policy,
    ) -> aws.iam.Role:
        return aws.iam.Role(
            name,
            name=physical,
            description=purpose,
            assume_role_policy=trust_policy(
                {"Federated": [provider.arn]},
                ["sts:AssumeRoleWithWebIdentity"],
                {"StringEquals": {f"{ISSUER}:aud": [AUDIENCE], f"{ISSUER}:sub": [subject]}},
            ),
            max_session_duration=seconds,
            permissions_boundary=limit.arn,
            tags=args.labels.aws(physical),
            opts=self.child(),
        )

    def _grant(
        self,
        name: str,
        role: aws.iam.Role,
        args: PipelineRolesArgs,
        managed: Sequence[str],
        statements: Sequence[Statement],
    ) -> None:
        for policy in managed:
            aws.iam.RolePolicyAttachment(
                f"{name}-{policy.rsplit('/', 1)[-1]}",
                role=role.name,
                policy_arn=args.placement.managed_policy(policy),
                opts=self.child(),
            )
        aws.iam.RolePolicy(name, role=role.id, policy=identity_policy(*statements), opts=self.child())


def _store(args: PipelineRolesArgs) -> StateStore:
    return StateStore(placement=args.placement, bucket=args.state_bucket, key_alias=args.state_key_alias)
