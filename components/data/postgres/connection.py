"""What a client needs to reach a PostgreSQL instance, kept where the client finds it."""

import pulumi_aws as aws

from components.data.credentials import ConnectionSecret, ConnectionSecretArgs, SecretCopy
from components.data.postgres.instance import PORT
from components.data.postgres.spec import PostgresSpec
from components.data.wiring import StoreWiring
from components.foundation.component import Component
from components.foundation.spec import Wire


def connection(
    owner: Component,
    name: str,
    args: StoreWiring,
    *,
    spec: PostgresSpec,
    instance: aws.rds.Instance,
    password: Wire[str],
    copy: SecretCopy | None = None,
) -> ConnectionSecret:
    """Register the secret that says how to reach an instance, and as whom.

    :param spec: the primary's, which knows the database and its user.
    :param copy: where else the secret is kept.
    """
    return ConnectionSecret(
        f"{name}-connection",
        ConnectionSecretArgs(
            placement=args.placement,
            labels=args.labels,
            protected=args.protected,
            store_name=args.secret_name,
            description=f"How to reach {args.identifier}, and as whom",
            key_arn=args.secrets_key_arn,
            fields={
                "engine": "postgres",
                "host": instance.address,
                "port": PORT,
                "database": spec.database,
                "username": spec.username,
                "password": password,
            },
            copy=copy,
        ),
        owner.child(),
    )
