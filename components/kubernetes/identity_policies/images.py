"""Images of the account: who scans or judges them reads them, and who reports keeps the reports."""

from collections.abc import Sequence

from components.foundation.policy_documents import Statement, identity_policy
from components.foundation.spec import Wire
from components.kubernetes.workload_identity import Grants

READING = ("ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer")


def image_reader(*, repository_arns: Sequence[str]) -> Grants:
    """Return what reading the images of these repositories takes."""
    return Grants(inline={"read-images": identity_policy(*_reading(repository_arns))})


def image_reports(*, repository_arns: Sequence[str], bucket_arn: Wire[str], folder_arn: Wire[str]) -> Grants:
    """Return what the nightly scan needs: to read images, and to write reports into its folder.

    :param folder_arn: the objects of the folder, as ``arn:aws:s3:::bucket/folder/*``.
    """
    keep = Statement(sid="KeepReports", actions=["s3:PutObject"], resources=[folder_arn])
    look = Statement(sid="FindStore", actions=["s3:GetBucketLocation"], resources=[bucket_arn])
    return Grants(
        inline={"keep-reports": identity_policy(keep, look)}
        | ({"read-images": identity_policy(*_reading(repository_arns))} if repository_arns else {})
    )


def _reading(repository_arns: Sequence[str]) -> list[Statement]:
    return [
        Statement(sid="SignIn", actions=["ecr:GetAuthorizationToken"], resources=["*"]),
        Statement(sid="ReadImages", actions=READING, resources=list(repository_arns)),
    ]
