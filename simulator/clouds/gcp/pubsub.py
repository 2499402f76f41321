"""Topics."""

from simulator.clouds.gcp.naming import LABELS_MOVE, PROJECT, at, labels_moved, merged
from simulator.clouds.kind import Autoname, Kind
from simulator.clouds.refusals import matches

KINDS = (
    Kind(
        "gcp:pubsub/topic:Topic",
        id=at("projects/{project}/topics/{name}"),
        autoname=Autoname(limit=255),
        outputs={
            **PROJECT,
            **merged(),
            "messageStoragePolicy": {"allowedPersistenceRegions": [], "enforceInTransit": False},
        },
        volatile=LABELS_MOVE,
        moved=labels_moved,
        refusals=(
            matches(
                "name", r"(?!goog)[A-Za-z][\w.~+%-]{2,254}", "3 to 255 characters that do not begin with goog"
            ),
            matches("messageRetentionDuration", r"\d+s", "seconds, such as 86400s"),
        ),
    ),
)
