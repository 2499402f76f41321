"""Every dashboard that there is."""

from typing import Final

from components.observability.dashboards.authoring.board import Board
from components.observability.dashboards.authoring.boards import (
    clusters,
    cost,
    delivery,
    edge_probes,
    golden_signals,
    logs_and_traces,
    mesh,
    postgresql,
    prometheus,
    queues,
    recovery,
    redis,
    slo,
    workload,
)
from components.observability.dashboards.authoring.rendering import rendered

BOARDS: Final[tuple[Board, ...]] = tuple(
    module.BOARD
    for module in (
        clusters,
        cost,
        delivery,
        edge_probes,
        golden_signals,
        logs_and_traces,
        mesh,
        postgresql,
        prometheus,
        queues,
        recovery,
        redis,
        slo,
        workload,
    )
)


def texts() -> dict[str, str]:
    """Return the text of each dashboard's file, by its uid."""
    return {board.uid: rendered(board) for board in BOARDS}
