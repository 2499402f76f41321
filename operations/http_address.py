"""Addresses that people name, to which a token may go along."""

from ipaddress import ip_address
from urllib.parse import urlsplit

from operations.faults import CannotJudge


def refuse_unsafe(name: str, address: str, token: str, *, secret: bool = False) -> None:
    """Refuse what is no address, or holds a password, which logs would show. It is never repeated.

    :param name: the option or variable that it stands in.
    :param token: the variable that a token belongs into.
    :param secret: whether a secret always goes along, so that only TLS will do, except on this machine.
    :raises CannotJudge: with one sentence.
    """
    try:
        parts = urlsplit(address)
        told, host = parts.username or parts.password, parts.hostname
    except ValueError:
        raise CannotJudge(f"{name}: is no address; write it as https://HOST") from None
    if told:
        raise CannotJudge(f"{name}: holds a password, which logs would show; put a token into {token}")
    if parts.scheme not in {"http", "https"} or not host:
        raise CannotJudge(f"{name}: is no address; write it as https://HOST")
    if secret and parts.scheme == "http" and not _here(host):
        raise CannotJudge(
            f"{name}: has no TLS, and {token} would be read on the way; write it as https://HOST"
        )


def _here(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
