"""What stands in the place of a load balancer of ours before gateways: an address of the cloud's, and the edge alone.

Who comes around the edge is refused twice. The cloud's firewall and the cluster's let in its ranges alone; but those are
everybody's at Cloudflare, and so is the client certificate that it shows by itself. So each request has to bear the word
that AWS's load balancers ask for as well. Istio's own policies could compare a header, but would hold the word in the open
for everybody who may read policies. Here it is a Secret, which is mounted into the gateways and read by a filter of theirs.
A client certificate of our zone's own would prove the same, with a second secret to make, to keep and to renew.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Network
from typing import Any, Final

from pulumi import Output

from components.foundation.spec import Wire

WORDS: Final = "edge-words"
"""The Secret of the words, and the volume that it is mounted as."""

ENTRY: Final = "accepted"
FOLDER: Final = "/var/run/secrets/edge"
SECONDS: Final = 60
"""How long a gateway goes by the words that it has read. The kubelet brings a changed Secret within about a minute."""


@dataclass(frozen=True, kw_only=True)
class EdgeEntry:
    """How visitors reach gateways that no load balancer of ours stands before.

    ``annotations`` tell the cloud which reserved address the Service gets. ``visitors`` are the edge's ranges. A request
    bears one of ``words``, secrets all, in ``header``; the second is the one before, so that a change refuses nobody.
    """

    annotations: Mapping[str, Wire[str]]
    visitors: tuple[IPv4Network, ...]
    header: str
    words: Sequence[Output[str]]

    def __post_init__(self) -> None:
        if not self.visitors:
            raise ValueError("gateway: the edge has no ranges, so that anybody might come in: name them")
        if not self.words:
            raise ValueError("gateway: no word proves the edge, so that nobody would get in: give one")

    @property
    def accepted(self) -> Output[str]:
        """The words as a gateway reads them, one a line; a secret."""
        return Output.secret(Output.all(*self.words).apply(lambda words: "\n".join(map(str, words)) + "\n"))


def mounted() -> dict[str, Any]:
    """Return the values of the gateways' chart that bring the words into their pods."""
    return {
        "volumes": [{"name": WORDS, "secret": {"secretName": WORDS}}],
        "volumeMounts": [{"name": WORDS, "mountPath": FOLDER, "readOnly": True}],
    }


def proof(gateway: str, port: int, header: str) -> dict[str, Any]:
    """Return the filter that refuses whatever does not bear one of the words, before anything else is asked."""
    script = {
        "@type": "type.googleapis.com/envoy.extensions.filters.http.lua.v3.Lua",
        "default_source_code": {"inline_string": check(header, f"{FOLDER}/{ENTRY}")},
    }
    connections = {"filter": {"name": "envoy.filters.network.http_connection_manager"}}
    return {
        "workloadSelector": {"labels": {"istio": gateway}},
        "configPatches": [
            {
                "applyTo": "HTTP_FILTER",
                "match": {
                    "context": "GATEWAY",
                    "listener": {"portNumber": port, "filterChain": connections},
                },
                "patch": {
                    "operation": "INSERT_FIRST",
                    "value": {"name": "envoy.filters.http.lua", "typed_config": script},
                },
            }
        ],
    }


def check(header: str, path: str) -> str:
    """Return the filter's program, which Envoy runs with the whole library of Lua (envoy, filters/common/lua).

    Without a readable file nobody is let in. Applications behind never see the word.
    """
    return f"""\
local accepted, due = {{}}, 0

local function read_again()
  local file = io.open("{path}", "r")
  if file == nil then
    return
  end
  local found = {{}}
  for word in file:lines() do
    if #word > 0 then
      found[word] = true
    end
  end
  file:close()
  accepted = found
end

function envoy_on_request(handle)
  local now = os.time()
  if now >= due then
    due = now + {SECONDS}
    read_again()
  end
  local shown = handle:headers():get("{header}")
  if shown == nil or not accepted[shown] then
    handle:respond({{[":status"] = "403"}}, "This is reached through the edge alone.\\n")
    return
  end
  handle:headers():remove("{header}")
end
"""
