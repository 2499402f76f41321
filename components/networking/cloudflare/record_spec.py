"""What a DNS record may be: the names and contents that people give, and what Cloudflare refuses of them."""

from typing import Any, Literal, Self

from pydantic import Field, model_validator

from components.foundation.spec import RefusalError, Spec
from components.networking.cloudflare.names import RecordName, ZoneName, address_fault

AUTOMATIC = 1
"""The time to live by which Cloudflare means "automatic"; the only one of a proxied record."""

PROXIABLE = ("A", "AAAA", "CNAME")

DnsType = Literal["A", "AAAA", "CNAME", "MX", "TXT"]


class RecordSpec(Spec):
    """A record that an environment adds to its zone.

    Web hosts are ``proxied``; a record that is not shows its origin to everybody and needs ``unproxied_because``.
    """

    name: RecordName = Field(description="The name without the zone, or @ for the zone itself.")
    type: DnsType
    content: str = Field(min_length=1, description="The address, host or text that the record holds.")
    proxied: bool = Field(
        default=True, description="Whether visitors reach Cloudflare instead of the content."
    )
    ttl: int = Field(
        default=AUTOMATIC, description="Seconds; 1 is automatic, and proxied records have no other."
    )
    priority: int | None = Field(
        default=None, ge=0, le=65535, description="Of an MX record: the lowest is tried first."
    )

    @model_validator(mode="after")
    def _creatable(self) -> Self:
        faults = [fault for fault in (self._address(), self._ttl(), self._proxy(), self._priority()) if fault]
        if faults:
            raise RefusalError(*faults)
        return self

    def _address(self) -> str | None:
        return address_fault(self.type, self.content) if self.type in ("A", "AAAA") else None

    def _ttl(self) -> str | None:
        if self.proxied and self.type in PROXIABLE and self.ttl != AUTOMATIC:
            return (
                f"ttl is {self.ttl}, and Cloudflare answers for a proxied record with its own addresses and accepts no ttl "
                "but automatic; set it to 1, or take it out"
            )
        if self.ttl != AUTOMATIC and not 60 <= self.ttl <= 86400:
            return f"ttl is {self.ttl}: Cloudflare takes 60 to 86400 seconds, or 1 for automatic"
        return None

    def _proxy(self) -> str | None:
        if self.proxied and self.type not in PROXIABLE:
            return f"proxied is for hosts, and {self.type} is none; set proxied to false"
        return None

    def _priority(self) -> str | None:
        if self.type == "MX" and self.priority is None:
            return "an MX record has a priority; set it, as 10"
        if self.type != "MX" and self.priority is not None:
            return f"priority is for MX records, and this is {self.type}; take it out"
        return None


def full_name(name: str, zone: ZoneName) -> str:
    """Return the whole name of a record, as Cloudflare keeps it."""
    return zone if name == "@" else f"{name}.{zone}"


def inputs_of(spec: RecordSpec, zone: ZoneName) -> dict[str, Any]:
    """Return the inputs of a record, without its zone's id."""
    return {
        "name": full_name(spec.name, zone),
        "type": spec.type,
        "content": f'"{spec.content}"' if spec.type == "TXT" else spec.content,
        "proxied": spec.proxied,
        "ttl": spec.ttl,
        "priority": spec.priority,
    }
