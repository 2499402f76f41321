"""What holds for a whole account, whoever makes something in it and by whatever means."""

from dataclasses import dataclass

import pulumi_aws as aws
from pulumi import Output, ResourceOptions

from components.foundation.component import Component
from components.foundation.placement import AwsPlacement

PASSWORD_LENGTH = 14
PASSWORDS_REMEMBERED = 24
PASSWORD_DAYS = 90
"""CIS AWS Foundations 5.0, 1.7 and 1.8; the age is that of the checks which Security Hub and scanners make."""


@dataclass(frozen=True, kw_only=True)
class AccountBaselineArgs:
    """The account. Neither IAM's passwords nor this part of S3 has a region."""

    placement: AwsPlacement


class AccountBaseline(Component):
    """Passwords that withstand guessing, and buckets that cannot be made public.

    People use roles, not users with passwords; the policy is for the user that somebody makes anyway.
    Output: ``account_id``, known once the lock on buckets is in place.
    """

    urn_type = "platform:security:AccountBaseline"

    account_id: Output[str]

    def __init__(self, name: str, args: AccountBaselineArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        aws.iam.AccountPasswordPolicy(
            f"{name}-passwords",
            minimum_password_length=PASSWORD_LENGTH,
            password_reuse_prevention=PASSWORDS_REMEMBERED,
            max_password_age=PASSWORD_DAYS,
            require_lowercase_characters=True,
            require_uppercase_characters=True,
            require_numbers=True,
            require_symbols=True,
            allow_users_to_change_password=True,
            # A user whose password ran out on holiday would need an administrator to come back in.
            hard_expiry=False,
            opts=self.child(),
        )
        lock = aws.s3.AccountPublicAccessBlock(
            f"{name}-buckets",
            account_id=args.placement.account_id,
            block_public_acls=True,
            block_public_policy=True,
            ignore_public_acls=True,
            restrict_public_buckets=True,
            opts=self.child(),
        )
        self.account_id = lock.account_id
        self.publish()
