"""The word between the edge and the origins: made once, known to both, seen by nobody else."""

from typing import Final

from pulumi import Output, ResourceOptions
from pulumi_random import RandomPassword

from components.foundation.component import Component

ORIGIN_HEADER: Final = "x-origin-verify"
"""The header by which an origin knows that a request came through our edge. It never reaches a visitor. Cloudflare and
CloudFront send it, over whatever a visitor sent under that name, and the load balancers of every cloud ask for it."""

LENGTH: Final = 48
"""Letters and digits alone, because the word stands in a header: 285 bits."""


class OriginSecret(Component):
    """A generated word that Cloudflare sends in a header and the load balancers ask for.

    Outputs: ``value``, a secret.

    :param version: raise it to have another word made. Requests fail between the change at the origins and that at
        the edge, so turn the origins' check off for that hour.
    """

    urn_type = "platform:networking:OriginSecret"

    value: Output[str]

    def __init__(self, name: str, version: int = 1, opts: ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        word = RandomPassword(
            f"{name}-word",
            length=LENGTH,
            special=False,
            min_lower=1,
            min_upper=1,
            min_numeric=1,
            keepers={"version": str(version)},
            opts=self.child(),
        )
        self.value = Output.secret(word.result)
        self.publish()
