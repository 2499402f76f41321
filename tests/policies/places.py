"""Where a policy is at home."""

from pathlib import Path

from operations.policy import page
from operations.policy.rulebook import Policy


def home(policy: Policy) -> str:
    """Return the folder of its rule, which is called as the cloud that it judges; ``rules`` is that of cost."""
    return Path(page.source(policy)).parent.name
