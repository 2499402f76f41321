"""What the regular expressions of a cluster's platform ask for, in words."""

from typing import Final

PLATFORM_FORMS: Final[dict[str, str]] = {
    r"^[a-z0-9-]+(/[a-z0-9-]+)*$": "lower-case letters, digits and hyphens, with slashes between parts",
    r"^[a-z][a-z0-9_-]*$": "lower-case letters, digits, hyphens and underscores, beginning with a letter",
    r"^[a-z][a-z0-9_]*$": "lower-case letters, digits and underscores, beginning with a letter",
    r"^\S+$": "a word without blanks",
    r"^[A-Za-z0-9][A-Za-z0-9:@._-]{0,252}$": "a group of the identity provider, by its name, id or address",
    r"^[A-Za-z0-9][A-Za-z0-9._/-]*$": "a branch, such as main",
    r"^[A-Za-z0-9](-?[A-Za-z0-9])*/[A-Za-z0-9._-]+$": "a repository with its owner, such as example/platform",
    r"^[a-z]([a-z0-9-]{0,48}[a-z0-9])?$": "1 to 50 lower-case letters, digits and hyphens, beginning with a letter",
    r"^[A-Za-z0-9_][A-Za-z0-9._-]*(/[A-Za-z0-9_][A-Za-z0-9._-]*)*$": "a folder of a repository, such as k8s/overlays",
    r"^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$": "the name of a repository without its owner",
    r"^[A-Za-z0-9][A-Za-z0-9._/-]{0,199}$": "a branch, a tag or a commit",
    r"^[A-Za-z0-9][A-Za-z0-9-]{0,38}$": "an organisation of GitHub",
    r"^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+$": "a host, such as argocd.example.com",
    r"^[a-z0-9_-]{1,80}$": "a channel of Slack without its #",
    r"^[a-z0-9-]+(\.[a-z0-9-]+)+$": "a domain, such as preview.example.com",
    r"^[A-Za-z0-9][A-Za-z0-9 ._/-]{0,49}$": "a label of a pull request, such as preview",
    r"^[1-9]\d{0,5}(m|Mi|Gi)?$": "an amount, such as 500m, 2 or 4Gi",
    r"^[1-9]\d{0,4}[mh]$": "a time in minutes or hours, such as 30m or 8h",
    r"^https://[a-z0-9.-]+(/[A-Za-z0-9._~/-]*)?$": "an https address, such as https://id.example.com",
    r"^https?://[a-z0-9-]+(\.[a-z0-9-]+)+(/[A-Za-z0-9._~/-]*)?$": (
        "a public address without port or query, such as https://www.example.com/health"
    ),
    r"^/[A-Za-z0-9._~/-]{0,254}$": "a path that begins with a slash, such as /health",
    r"^(\S+ ){4}\S+$": "a cron expression of five fields, such as 0 2 * * *",
    r"^[A-Z][A-Za-z_]*(/[A-Z][A-Za-z_-]*)*$": "a time zone, such as America/New_York",
    r"^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$": "the name of a Kubernetes object, such as backend-secrets",
    r"^[1-9]\d*(s|m|h)$": "a time in seconds, minutes or hours, such as 15m",
    r"^[-._a-zA-Z0-9]{1,253}$": "a key of a Secret: letters, digits, dots, hyphens and underscores",
    r"^[A-Za-z_]\w*$": "a name as programs have it: letters, digits and underscores, not beginning with a digit",
    r"^[A-Za-z0-9_.-]+$": "letters, digits, dots, hyphens and underscores",
    r"^[a-z0-9]+([._/:-][a-z0-9]+)*$": "an image without its tag, such as ghcr.io/example/app",
    r"^(al2023|bottlerocket)@(latest|v[0-9.]+)$": "an image of nodes, such as al2023@v20261101",
    r"^[a-z][a-z0-9-]{0,29}$": "1 to 30 lower-case letters, digits and hyphens, beginning with a letter",
    r"^[a-z]{1,3}$": "the letter of a family of instances, such as c",
    r"^[a-z]([a-z0-9-]{0,38}[a-z0-9])?$": "1 to 40 lower-case letters, digits and hyphens, beginning with a letter",
    r"^\d{1,3}%?$": "a number or a share, such as 1 or 25%",
    r"^[a-z0-9-]+/[a-z0-9-]+$": "a namespace and a workload with a slash between them, such as backend/backend-api",
    r"^[A-Z][A-Z0-9_]*$": "a variable of the environment in capital letters, such as LOG_LEVEL",
    r"^/[A-Za-z0-9/._~-]*$": "a path that begins with a slash, such as /health",
    r"^([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}$": "a host, such as api.example.com",
    r"^gke-security-groups@[a-z0-9-]+(\.[a-z0-9-]+)+$": "the group gke-security-groups of a domain of Google Workspace",
}
"""By the pattern itself."""
