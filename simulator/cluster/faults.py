"""What goes wrong between us and a control plane."""


class ClusterError(Exception):
    """A control plane that does not stand or does not answer, in one sentence."""


class Denied(Exception):  # noqa: N818 (a person reads it as a sentence)
    """The API server's no. Its text is the server's own message.

    ``code`` is the HTTP status, ``reason`` the server's word for it, such as ``Invalid`` or ``Forbidden``.
    """

    def __init__(self, message: str, *, code: int = 0, reason: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.reason = reason


class UnknownKind(Denied):
    """The API server has no such kind in that version: its definition is not installed, or it is misspelt."""
