"""Patterns of the settings tree in words: what a person should write where a pattern asks for something."""

from typing import Final

from stacks.settings.platform_forms import PLATFORM_FORMS

FORMS: Final = {
    r"^\d{12}$": 'an account number of twelve digits in quotes, such as "123456789012"',
    r"^[a-z]{2}(-gov|-iso[a-z]?)?-[a-z]+-\d$": "the name of an AWS region, such as us-east-1",
    r"^[^@\s]+@[^@\s]+\.[^@\s]+$": "an e-mail address, such as oncall@example.com",
    r"^[a-z][a-z0-9-]{1,61}[a-z0-9]$": "3 to 63 lower-case letters, digits and hyphens, beginning with a letter",
    r"^[a-z][a-z0-9-]{0,30}$": "1 to 31 lower-case letters, digits and hyphens, beginning with a letter",
    r"^[a-z][a-z0-9-]{0,23}$": "1 to 24 lower-case letters, digits and hyphens, beginning with a letter",
    r"^[a-z][a-z0-9-]{0,18}[a-z0-9]$": "2 to 20 lower-case letters, digits and hyphens, beginning with a letter",
    r"^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$": "1 to 63 lower-case letters, digits and hyphens, with no hyphen at an end",
    r"^[a-z][a-z0-9]{0,15}$": "1 to 16 lower-case letters and digits, beginning with a letter",
    r"^[a-z_][a-z0-9_]{0,62}$": "1 to 63 lower-case letters, digits and underscores, beginning with a letter",
    r"^[a-z][a-z0-9-]*\.[a-z0-9-]+$": "an EC2 instance type, such as c5.large",
    r"^arn:aws[a-z-]*:iam::\d{12}:(role|user)/[\w+=,.@/-]+$": (
        "the ARN of an IAM role or user, such as arn:aws:iam::123456789012:role/deployer"
    ),
    r"^[a-z][a-z0-9-]{0,39}$": "1 to 40 lower-case letters, digits and hyphens, beginning with a letter",
    r"^[a-z][a-z0-9-]{0,62}$": "1 to 63 lower-case letters, digits and hyphens, beginning with a letter",
    r"^[a-z][a-z0-9_]{0,62}$": "1 to 63 lower-case letters, digits and underscores, beginning with a letter",
    r"^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$": "the name of a bucket: 3 to 63 lower-case letters, digits, dots and hyphens",
    r"^[\w./-]+\.(jar|zip)$": "the key of an artefact, such as stream-analytics/1.0.0.jar",
    r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$": (
        "an id in lower case, such as 00000000-0000-4000-8000-000000000000"
    ),
    r"^[a-z]{2,}[a-z0-9]*$": "the name of an Azure region, such as eastus",
    r"^[a-z][a-z0-9]{0,7}$": "1 to 8 lower-case letters and digits, beginning with a letter",
    r"^[a-z0-9]([a-z0-9-]{1,61}[a-z0-9])$": "3 to 63 lower-case letters, digits and hyphens, with no hyphen at an end",
    r"^https://[a-z0-9.-]+\.[a-z]{2,}(/[\w./-]*)?$": "an https address, such as https://issuer.example.com",
    r"^[a-z][a-z0-9-]{1,22}[a-z0-9]$": "3 to 24 lower-case letters, digits and hyphens, beginning with a letter",
    r"^20\d{2}-(0[1-9]|1[0-2])-01$": "the first day of a month, such as 2026-12-01",
    r"^[a-z0-9.-]+(:\d+)?(/[a-z0-9._/-]+)?$": (
        "the host of an image registry, with a path or without, such as quay.io/cilium"
    ),
    r"^[a-z0-9-]{1,63}(/[a-z0-9.-]{1,63})?$": (
        "a namespace, or a service account as namespace/name, such as frontend/frontend-app"
    ),
    r"^(\*\.)?([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z0-9-]+$": "a host, such as api.example.com or *.example.com",
    r"^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z0-9-]+$": "a host, such as api.example.com",
    r"^[/*]\S*$": "a path, such as /api/*",
    r"^[1-9]\d*m?$": "an amount of processor, such as 100m or 2",
    r"^[1-9]\d*(Mi|Gi)$": "an amount of memory, such as 128Mi or 1Gi",
    r"^v1\.\d+$": "a version of Kubernetes with a v, such as v1.35",
    r"^[A-Za-z0-9_:.*{}-]+$": "a pattern of keys, such as sessions:*",
    r"^[A-Za-z0-9_-]{1,128}$": "1 to 128 letters, digits, hyphens and underscores",
    r"^[a-z][a-z0-9]{0,11}$": "1 to 12 lower-case letters and digits, beginning with a letter",
    r"^/[A-Za-z0-9_.*$/~\"'@:+&?-]{1,254}$": "a path that begins with a slash, such as /api/*",
    r"^/[\x21-\x7e]{0,254}$": "a path that begins with a slash, such as /health",
    r"^[A-Z][A-Za-z0-9]+\.\d{1,3}$": "the id of a control of Security Hub, such as IAM.6",
    r"^[A-Za-z][A-Za-z0-9:_.-]{0,127}$": "the key of a tag, such as cost-center",
    r"^[A-Za-z0-9][\w+=,.@-]{0,63}$": "the name of an IAM role, such as platform-deployer",
    r"^[0-9a-f]{32}$": "an id of Cloudflare: 32 hexadecimal digits",
    r"^/[A-Za-z0-9/_.-]*$": "a path that begins with a slash, such as /api/",
    r"^[A-Z]{2}$": "a country in two capital letters, such as DE",
    r"^(@|\*|[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)$": "a host inside the zone, such as www, or @ for the zone itself",
    r"^([1-5]\d\d|[1-5]xx)(,([1-5]\d\d|[1-5]xx))*$": "codes of HTTP with commas between them, such as 200 or 2xx,301",
    r"^AWS::[A-Za-z0-9]+::[A-Za-z0-9]+$": "a type as CloudFormation writes it, such as AWS::EC2::Instance",
    r"^db\.[a-z0-9]+\.[a-z0-9]+$": "a class of RDS instances, such as db.t4g.large",
    r"^[a-z][a-z0-9-]{4,28}[a-z0-9]$": (
        "the id of a Google Cloud project: 6 to 30 lower-case letters, digits and hyphens, beginning with a letter"
    ),
    r"^[1-9]\d{5,18}$": 'the number of a Google Cloud project in quotes, such as "123456789012"',
    r"^[a-z][a-z0-9-]{0,38}[a-z0-9]$": "2 to 40 lower-case letters, digits and hyphens, beginning with a letter",
    r"^[a-z][a-z0-9-]{0,61}[a-z0-9]$": "2 to 63 lower-case letters, digits and hyphens, beginning with a letter",
    r"^[a-z]([a-z0-9-]{0,61}[a-z0-9])?$": (
        "1 to 63 lower-case letters, digits and hyphens, beginning with a letter and not ending with a hyphen"
    ),
    r"^[a-z][a-z0-9-]*$": "lower-case letters, digits and hyphens, beginning with a letter",
    r"^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$": (
        "the name of a bucket: 3 to 63 lower-case letters, digits and hyphens, with no hyphen at an end"
    ),
    r"^[a-z][a-z0-9]*-[a-z]+-\d+$": "a machine type of Compute Engine with its size, such as e2-standard-2",
    r"^[a-f]$": "the letter of a zone, from a to f",
    r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$": 'a moment in UTC, in quotes, such as "2026-12-15T00:00:00Z"',
    r"^(roles|projects/[a-z0-9-]+/roles)/[A-Za-z0-9_.]+$": (
        "a role of Google Cloud, such as roles/cloudsql.client or projects/my-project/roles/reader"
    ),
    r"^[\w+=,.@-]{1,64}$": "the name of an IAM role without its path, such as production-backup-copies",
    r"^[0-9A-F]{6}-[0-9A-F]{6}-[0-9A-F]{6}$": "the id of a billing account, such as 01AB23-CD45EF-678901",
    r"^[KEg$lshzxeAtmdn]*$": "letters of Valkey's notify-keyspace-events, such as Ex",
    **PLATFORM_FORMS,
}
"""By the pattern itself. A test holds that every pattern of the tree has its words."""


def in_words(pattern: str) -> str:
    """Return what a pattern asks for, after "should be"."""
    return FORMS.get(pattern, f"of the form {pattern}")
