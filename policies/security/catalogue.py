"""The security pack: every rule about a cloud."""

from itertools import chain

from policies.framework.rules import Pack, ResourceRule
from policies.security.aws import subjects as aws
from policies.security.aws import traceability
from policies.security.azure import subjects as azure
from policies.security.cloudflare import subjects as cloudflare
from policies.security.gcp import subjects as gcp

SUBJECTS = (*aws.SUBJECTS, *gcp.SUBJECTS, *azure.SUBJECTS, *cloudflare.SUBJECTS)

_RULES = tuple(chain.from_iterable(subject.RULES for subject in SUBJECTS))

PACK = Pack(
    name="security",
    description="The clouds: networks, clusters, machines, data stores, keys, identities, logs, messages and the edge.",
    rules=(
        *_RULES,
        traceability.unknown_documents_traceable([one for one in _RULES if isinstance(one, ResourceRule)]),
    ),
)
