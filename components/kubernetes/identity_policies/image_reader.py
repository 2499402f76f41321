"""Whoever looks for new images in the account's registry."""

from collections.abc import Sequence

from components.foundation.placement import AwsPlacement
from components.foundation.policy_documents import Statement, identity_policy
from components.kubernetes.workload_identity import Grants


def image_reader(*, placement: AwsPlacement, repositories: Sequence[str]) -> Grants:
    """Return what is needed to list the tags of repositories and read what they mean.

    A password of the registry is not of a repository, so that its action takes no resource (Service Authorization
    Reference, Amazon ECR).

    :param repositories: names of repositories, as ``production/backend-api``.
    :raises ValueError: if there is none.
    """
    if not repositories:
        raise ValueError("a reader of no repository is a mistake: name one, or leave the reader out")
    sign_on = Statement(sid="SignOn", actions=["ecr:GetAuthorizationToken"], resources=["*"])
    read = Statement(
        sid="ReadImages",
        actions=[
            "ecr:BatchGetImage",
            "ecr:DescribeImages",
            "ecr:GetDownloadUrlForLayer",
            "ecr:ListImages",
        ],
        resources=[placement.arn("ecr", f"repository/{name}") for name in sorted(repositories)],
    )
    return Grants(inline={"read-images": identity_policy(sign_on, read)})
