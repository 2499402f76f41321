"""What is known of a recovery's database beside its password."""

from typing import Final

from pulumi import Output

from components.foundation.spec import Wire

PORT: Final = 5432


def beside(host: Output[str], database: str, username: str) -> dict[str, Wire[str]]:
    """Return what is known of a database beside its password."""
    return {
        "engine": "postgres",
        "host": host,
        "port": str(PORT),
        "database": database,
        "username": username,
    }
