"""Physical names that fit the limits of the service that holds them."""

from hashlib import sha256

DIGEST_LENGTH = 7


def bounded(name: str, limit: int) -> str:
    """Return ``name`` if it fits ``limit`` characters, else its head and a digest of the whole.

    The digest keeps two long names apart that share a head, and the same name always gives the same result.

    :raises ValueError: if the limit leaves no room for a head and the digest.
    """
    if limit <= DIGEST_LENGTH + 1:
        raise ValueError(f"a limit of {limit} characters leaves no room for a name beside its digest")
    if len(name) <= limit:
        return name
    digest = sha256(name.encode()).hexdigest()[:DIGEST_LENGTH]
    return f"{name[: limit - DIGEST_LENGTH - 1].rstrip('-')}-{digest}"
