"""The subjects of GitHub's tokens: what a workflow's job says it is.

A job in an environment names the environment and neither event nor branch; any other job of a pull request
says just that, and a job of a push its branch (GitHub documentation, OpenID Connect reference).
"""

from components.delivery.pipeline_roles.spec import PipelinesSpec


def preview_subjects(spec: PipelinesSpec) -> tuple[str, ...]:
    """Return the subjects for which the preview role opens, in their order."""
    pulls = ("pull_request",) if spec.pull_requests else ()
    branches = tuple(f"ref:refs/heads/{branch}" for branch in spec.branches)
    return tuple(f"repo:{spec.repository}:{context}" for context in (*pulls, *branches))


def deploy_subjects(spec: PipelinesSpec) -> tuple[str, ...]:
    """Return the subjects for which the deploy role opens."""
    return (f"repo:{spec.repository}:environment:{spec.environment}",)
