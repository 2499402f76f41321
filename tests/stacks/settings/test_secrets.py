"""Secrets in the tree and beside it are refused, and no message ever repeats one."""

from typing import Any

import pytest
import yaml

SENTINEL = "Zx9-sentinel-q7Lw"
IN_TREE = "looks like a secret, and the settings tree is no place for one; take it out, replace it if it was committed, and"
BESIDE = (
    "looks like a secret in plain text; take it out, replace it if it was committed, and set it again with"
)
KEEP = "keep it beside the tree with `pulumi config set --secret platform:<name>`, or in Secrets Manager"
EAST = "aws.regions.us-east-1"

NAMES = [
    "password",
    "db_password",
    "dbPassword",
    "api-key",
    "accessKey",
    "token",
    "client.secret",
    "CREDENTIALS",
]


@pytest.mark.parametrize("name", NAMES)
def test_a_secret_by_its_name_is_refused_in_the_tree(desk: Any, name: str) -> None:
    desk.edit("dev", ("            nat:", f"            {name}: {SENTINEL}\n            nat:"))
    assert desk.faults("dev") == desk.expected(
        "dev", [(SENTINEL, f"{EAST}.network.{name}: {IN_TREE} {KEEP}")]
    )


@pytest.mark.parametrize("name", NAMES)
def test_a_secret_by_its_name_is_refused_beside_the_tree(desk: Any, name: str) -> None:
    desk.edit("dev", ("  platform:settings:", f"  platform:{name}: {SENTINEL}\n  platform:settings:"))
    said = f"platform:{name}: {BESIDE} `pulumi config set --secret platform:{name}`"
    assert desk.faults("dev") == desk.expected("dev", [(SENTINEL, said)])


SHAPES = {
    "AWS key id": "AKIA" + "IOSFODNN7EXAMPLE",
    "AWS secret key": "wJalrXUtnFEMI/K7MDENG/" + "bPxRfiCYEXAMPLEKEY",
    "GitHub": "ghp_" + "a1B2" * 9,
    "GitLab": "glpat-" + "a1B2" * 5,
    "Slack": "xoxb-" + "1234567890-abcdef",
    "Pulumi": "pul-" + "0123456789abcdef" * 2,
    "JWT": "eyJ" + "hbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2ln",
    "URL": "postgres://owner:" + f"{SENTINEL}@db.example.com/platform",
    "private key": "-----BEGIN RSA " + "PRIVATE KEY-----",
}


@pytest.mark.parametrize("secret", SHAPES.values(), ids=SHAPES)
@pytest.mark.parametrize(
    ("old", "path"),
    [
        ("owner: platform-team", "owner"),
        ("cidr: 10.48.0.0/16", f"{EAST}.network.cidr"),
        ("instance_class: db.t4g.small", f"{EAST}.database.instance_class"),
        ("username: platform_owner", f"{EAST}.database.username"),
    ],
)
def test_a_secret_by_its_shape_is_the_only_fault_of_its_place(
    desk: Any, secret: str, old: str, path: str
) -> None:
    desk.edit("dev", (old, f'{old.partition(":")[0]}: "{secret}"'))
    assert desk.faults("dev") == desk.expected("dev", [(secret, f"{path}: {IN_TREE} {KEEP}")])


def test_a_secret_in_a_list_and_in_a_mapping_beside_the_tree_are_found(desk: Any) -> None:
    desk.edit(
        "dev",
        (
            "  platform:settings:",
            f"  platform:webhooks: [{SHAPES['Slack']}]\n  platform:passwords:\n    db: {SENTINEL}\n  platform:settings:",
        ),
    )
    assert desk.faults("dev") == desk.expected(
        "dev",
        [
            ("webhooks", f"platform:webhooks[0]: {BESIDE} `pulumi config set --secret platform:webhooks`"),
            ("    db:", f"platform:passwords.db: {BESIDE} `pulumi config set --secret platform:passwords`"),
        ],
    )


def test_an_encrypted_secret_beside_the_tree_is_where_it_belongs(desk: Any) -> None:
    desk.edit(
        "dev", ("  platform:settings:", "  platform:password:\n    secure: v1:abc:def\n  platform:settings:")
    )
    assert desk.faults("dev") == []


def test_an_encrypted_value_inside_the_tree_is_refused(desk: Any) -> None:
    desk.edit("dev", ("owner: platform-team", "owner: { secure: v1:abc:def }"))
    said = (
        f"owner: is an encrypted value inside the settings tree, where it would be read in the clear; {KEEP}"
    )
    assert desk.faults("dev") == desk.expected("dev", [("secure", said)])


def test_an_encrypted_tree_is_refused(desk: Any) -> None:
    desk.write("dev", "config:\n  platform:settings:\n    secure: v1:abc:def\n")
    assert desk.faults("dev") == [
        (
            "Pulumi.dev.yaml:2: config.platform:settings: is encrypted, and the program would hand it to the clouds in the "
            "clear; write it plain, it holds no secret"
        )
    ]


def test_names_that_only_point_at_secrets_are_fine(desk: Any) -> None:
    desk.edit(
        "dev",
        ("            backend: {}", "            backend: { quota: { secrets: 30 } }"),
        ("            backup_days:", "            password_version: 2\n            backup_days:"),
        ("  platform:settings:", "  platform:secret_arn: arn:aws:secretsmanager:x\n  platform:settings:"),
    )
    assert desk.faults("dev") == []


def leaves(tree: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    if isinstance(tree, dict):
        return [leaf for key, below in tree.items() for leaf in leaves(below, (*path, key))]
    if isinstance(tree, list):
        return [leaf for index, below in enumerate(tree) for leaf in leaves(below, (*path, index))]
    return [path]


@pytest.mark.parametrize(
    "sentinel",
    [
        SENTINEL,
        "correct horse battery staple",
        "10.0.0.0/tr0ub4dor",
        "cache.hunter2.large",
        "db.hunter2.large",
        "deadbeefcafe" * 3,
    ],
)
def test_no_message_repeats_a_secret_pasted_anywhere(desk: Any, sentinel: str) -> None:
    """Each value of a file in turn is replaced; a component's own sentence would quote many of them."""
    original = desk.file("dev").read_text()
    pieces = [
        piece for piece in ("sentinel", "horse", "tr0ub4dor", "hunter2", "deadbeef") if piece in sentinel
    ]
    paths = leaves(yaml.safe_load(original)["config"]["platform:settings"])
    refused = 0
    for path in paths:
        content = yaml.safe_load(original)
        holder = content["config"]["platform:settings"]
        for part in path[:-1]:
            holder = holder[part]
        holder[path[-1]] = sentinel
        desk.write("dev", yaml.safe_dump(content))
        told = desk.faults("dev")
        refused += bool(told)
        assert not [fault for fault in told for piece in pieces if piece in fault.lower()], path
    assert refused > 0.8 * len(paths)
