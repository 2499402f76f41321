"""Who may log in to the cache, and where their passwords go."""

import json

import pulumi_aws as aws

from tests.components.data.cache.caches import built


def test_every_application_is_a_user_and_nobody_can_be_the_default() -> None:
    recording = built()
    users = recording.named(aws.elasticache.User)
    assert {
        name: (entry.inputs["userName"], entry.inputs["accessString"]) for name, entry in users.items()
    } == {
        "cache-user-default": ("default", "off ~* -@all"),
        "cache-user-backend-api": (
            "backend-api",
            "on ~api:* &* +@all -@admin -@dangerous +cluster +info",
        ),
        "cache-user-reports": ("reports", "on ~* &* -@all +@read +@connection +cluster +info"),
    }
    assert users["cache-user-default"].inputs["authenticationMode"] == {
        "type": "password",
        "passwords": ["sentinel-cache-default-password"],
    }
    assert recording.only(aws.elasticache.UserGroup).inputs["userIds"] == [
        "production-cache-default",
        "production-cache-backend-api",
        "production-cache-reports",
    ]
    assert {entry.inputs["engine"] for entry in users.values()} == {"valkey"}
    assert "authToken" not in recording.only(aws.elasticache.ReplicationGroup).inputs


def test_each_users_secret_leads_to_the_cache_as_that_user() -> None:
    recording = built()
    stored = {entry.name: entry.inputs for entry in recording.of(aws.secretsmanager.Secret)}
    assert {name: entry["name"] for name, entry in stored.items()} == {
        "cache-connection-secret": "production/cache/redis",
        "cache-connection-backend-api-secret": "production/cache/redis/backend-api",
        "cache-connection-reports-secret": "production/cache/redis/reports",
    }
    versions = recording.named(aws.secretsmanager.SecretVersion)
    reach = {
        "engine": "valkey",
        "host": "clustercfg.production-cache.cache.amazonaws.com",
        "port": 6379,
        "tls": "required",
    }
    held = {name: json.loads(entry.inputs["secretString"]) for name, entry in versions.items()}
    assert held == {
        "cache-connection-version": reach,
        "cache-connection-backend-api-version": {
            **reach,
            "username": "backend-api",
            "password": "sentinel-cache-backend-api-password",
        },
        "cache-connection-reports-version": {
            **reach,
            "username": "reports",
            "password": "sentinel-cache-reports-password",
        },
    }


def test_passwords_travel_only_as_secrets() -> None:
    recording = built()
    holders = set()
    for entry in recording.entries:
        for name, value in entry.inputs.items():
            if "sentinel" in json.dumps(value):
                assert name in entry.secret_inputs, f"{entry.name}.{name}"
                holders.add(f"{entry.name}.{name}")
        assert "sentinel" not in json.dumps(entry.published or {}), entry.name
    assert holders == {
        "cache-connection-backend-api-version.secretString",
        "cache-connection-reports-version.secretString",
        "cache-user-backend-api.authenticationMode",
        "cache-user-default.authenticationMode",
        "cache-user-reports.authenticationMode",
    }


def test_long_user_ids_are_cut_and_stay_apart() -> None:
    users = built(identifier="c" * 40).of(aws.elasticache.User)
    ids = {entry.inputs["userId"] for entry in users}
    assert len(ids) == 3
    assert {len(one) for one in ids} == {40}
