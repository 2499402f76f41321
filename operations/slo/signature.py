"""Questions to Amazon's store of metrics, signed with the credentials that the AWS SDK finds for whoever runs this."""

from typing import Final

import boto3
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.exceptions import BotoCoreError
from requests import PreparedRequest
from requests.auth import AuthBase

from operations.faults import CannotJudge

SERVICE: Final = "aps"
"""What a signature calls Amazon Managed Service for Prometheus (its user guide, "Querying with awscurl")."""


class Signed(AuthBase):
    """Signs each request for a region, by AWS Signature Version 4.

    :raises CannotJudge: without credentials; what the SDK says is not repeated, since it may quote them.
    """

    def __init__(self, region: str) -> None:
        self.region = region
        try:
            found = boto3.Session().get_credentials()
        except BotoCoreError as fault:
            raise CannotJudge(
                f"--sigv4-region: no credentials of AWS to sign with ({type(fault).__name__}); assume a role first"
            ) from None
        if found is None:
            raise CannotJudge("--sigv4-region: no credentials of AWS to sign with; assume a role first")
        self.credentials = found.get_frozen_credentials()

    def __call__(self, request: PreparedRequest) -> PreparedRequest:
        """Return the request with its signature."""
        signed = AWSRequest(method=request.method, url=request.url, data=request.body)
        SigV4Auth(self.credentials, SERVICE, self.region).add_auth(signed)
        request.headers.update(dict(signed.headers.items()))
        return request
