"""The two ways in which a command ends badly, each with its exit code."""

FINE, FOUND_WANTING, CANNOT_JUDGE = 0, 1, 2
"""Exit codes: judged and fine; judged and found wanting; no judgement possible."""


class CannotJudge(Exception):  # noqa: N818 (a person reads it as a sentence)
    """Settings, arguments or the environment leave nothing to judge.

    Holds one clear sentence for each fault, naming the place, the fault and the way out.
    """

    def __init__(self, *sentences: str) -> None:
        super().__init__("\n".join(sentences))
        self.sentences = sentences
