"""EBS volumes: gigabytes, and the IOPS and throughput beyond what gp3 includes."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from policies.cost.amounts import ZERO, Span
from policies.cost.lines import Line
from policies.cost.pricing.subject import Subject, number, text
from policies.framework.values import Value

GP3_IOPS: Final = Decimal(3000)
GP3_THROUGHPUT: Final = Decimal(125)
"""IOPS and MB/s that the price of a gp3 volume includes, whatever its size (Amazon EBS user guide)."""


def volume(subject: Subject, ebs: Value, count: Span) -> Iterator[Line]:
    """Yield the lines of ``count`` volumes shaped like ``ebs`` (``volumeSize``, ``volumeType``, ``iops``, ``throughput``)."""
    kind = text(ebs["volumeType"], "gp2")
    size = number(ebs["volumeSize"])
    yield subject.line(f"Node disks, {kind} of {size} GB", f"ebs.{kind}", count * size, "storage")
    if kind == "gp3":
        iops = max(ZERO, number(ebs["iops"], GP3_IOPS) - GP3_IOPS)
        throughput = max(ZERO, number(ebs["throughput"], GP3_THROUGHPUT) - GP3_THROUGHPUT)
        if iops:
            yield subject.line("IOPS above 3,000", "ebs.gp3.iops", count * iops, "storage")
        if throughput:
            yield subject.line(
                "Throughput above 125 MB/s", "ebs.gp3.throughput", count * throughput, "storage"
            )
    elif kind in {"io1", "io2"}:
        yield subject.line("Provisioned IOPS", f"ebs.{kind}.iops", count * number(ebs["iops"]), "storage")
