"""Whether an experiment is made today. The day settles it, so that it can be explained, and tried beforehand."""

import hashlib
from dataclasses import dataclass
from datetime import date

SIDES = 2**64


@dataclass(frozen=True)
class Throw:
    """A throw: what it was made of, what came of it between 0 and 1, and whether that is below the probability."""

    seed: str
    value: float
    hit: bool


def throw(cluster: str, experiment: str, day: date, probability: float) -> Throw:
    """Throw for an experiment of a cluster on a day. Each experiment has a die of its own, and each cluster."""
    seed = f"{cluster}/{experiment}/{day.isoformat()}"
    number = int.from_bytes(hashlib.sha256(seed.encode()).digest()[:8], "big")
    # As whole numbers: near 1 a quotient of floats could be rounded up to it, and a probability of 1 would miss.
    return Throw(seed=seed, value=number / SIDES, hit=number < round(probability * SIDES))
