"""What a zone of the platform says about itself: who issues its certificates, and who sends mail in its name."""

from dataclasses import dataclass

import pulumi_cloudflare as cloudflare


@dataclass(frozen=True, slots=True)
class Said:
    """A record that every zone of the platform has: key, name relative to the zone, and its content or data."""

    key: str
    name: str
    type: str
    content: str | None = None
    data: cloudflare.DnsRecordDataArgs | None = None


def statements(issuers: tuple[str, ...], *, sends_mail: bool, reports_to: str | None) -> list[Said]:
    """Return what a zone says about itself: who may issue certificates for it, and who sends mail in its name.

    Sources: RFC 8659 (CAA), RFC 7208 (SPF), RFC 7489 (DMARC). A zone that sends no mail says so, because it would
    otherwise be free for anybody's use.
    """
    reports = f"; rua=mailto:{reports_to}" if reports_to else ""
    said = [Said(f"caa-{issuer.split('.')[0]}", "@", "CAA", data=_caa("issue", issuer)) for issuer in issuers]
    said.append(
        Said("caa-iodef", "@", "CAA", data=_caa("iodef", f"mailto:{reports_to}"))
    ) if reports_to else None
    if not sends_mail:
        said.append(Said("spf", "@", "TXT", content='"v=spf1 -all"'))
    said.append(
        Said("dmarc", "_dmarc", "TXT", content=f'"v=DMARC1; p=reject; sp=reject; adkim=s; aspf=s{reports}"')
    )
    return said


def _caa(tag: str, value: str) -> cloudflare.DnsRecordDataArgs:
    return cloudflare.DnsRecordDataArgs(flags=0, tag=tag, value=value)
