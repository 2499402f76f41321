"""Who may log in to a cache: one user an application, and a default user that nobody can be."""

from dataclasses import dataclass

import pulumi_aws as aws
from pulumi import Output

from components.data.cache.spec import CacheSpec
from components.data.credentials import generated_password
from components.foundation.component import Component
from components.foundation.labels import Labels
from components.foundation.names import bounded
from components.foundation.placement import AwsPlacement

ID_LIMIT = 40
"""Longest id of a user or group (ElastiCache API)."""

NO_ACCESS = "off ~* -@all"


@dataclass(frozen=True)
class CacheUsers:
    """The group that a cache lets in, and each application's password."""

    group: aws.elasticache.UserGroup
    passwords: dict[str, Output[str]]


def cache_users(
    owner: Component, name: str, *, identifier: str, spec: CacheSpec, placement: AwsPlacement, labels: Labels
) -> CacheUsers:
    """Register the users and their group.

    A connection that names no user is ``default``: ours is switched off, and has a password that is kept
    nowhere, so that switching it on by mistake opens nothing.
    """
    rights = {"default": NO_ACCESS} | {user: spec.users[user].access_string for user in sorted(spec.users)}
    passwords = {user: generated_password(owner, f"{name}-{user}", spec.password_version) for user in rights}
    users = [
        aws.elasticache.User(
            f"{name}-user-{user}",
            region=placement.region,
            user_id=bounded(f"{identifier}-{user}", ID_LIMIT),
            user_name=user,
            engine=spec.engine,
            access_string=access,
            authentication_mode=aws.elasticache.UserAuthenticationModeArgs(
                type="password", passwords=[passwords[user]]
            ),
            tags=labels.aws(f"{name}-user-{user}"),
            opts=owner.child(),
        )
        for user, access in rights.items()
    ]
    group = aws.elasticache.UserGroup(
        f"{name}-users",
        region=placement.region,
        user_group_id=bounded(identifier, ID_LIMIT),
        engine=spec.engine,
        user_ids=[user.user_id for user in users],
        tags=labels.aws(f"{name}-users"),
        opts=owner.child(),
    )
    return CacheUsers(group, {user: password for user, password in passwords.items() if user != "default"})
