"""``infra mesh-authority``: make what the clusters of a mesh are brought, and say where it is put."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from shlex import quote

from rich.console import Console

from components.mesh.mesh_spec import TrustSpec
from operations.faults import FINE, CannotJudge
from operations.mesh_authority import folder
from operations.mesh_authority.certificates import LEAST_DAYS, MOST_DAYS, Authority, intermediate, root
from operations.stack_settings import load_settings
from operations.streams import printing
from stacks.settings.model import Settings


def make(
    project: Path, stack: str, *, out: Path, clusters: Sequence[str], old_root: Path | None, days: int
) -> int:
    """Make a root, or take an old one, and under it an authority for each cluster; tell where each is put.

    :param clusters: regions of the clusters; all that share their trust if there is none.
    :param old_root: the folder of a root that was made before.
    :raises CannotJudge: if the settings are faulty or share no trust, or the folder is not fit for keys.
    """
    if not LEAST_DAYS <= days <= MOST_DAYS:
        raise CannotJudge(
            f"--days {days}: an authority of a cluster holds {LEAST_DAYS} to {MOST_DAYS} days; take one of these"
        )
    settings = load_settings(project, stack)
    chosen = _chosen(settings, stack, clusters)
    folder.refuse_unsafe(out)
    now = datetime.now(UTC).replace(microsecond=0)
    ends = now + timedelta(days=days)
    mesh = next(iter(chosen.values())).mesh
    top = root(mesh, now) if old_root is None else folder.read_root(old_root, ends)
    made = {name: intermediate(mesh, name, top, now, days) for name in chosen}
    folder.write(out, folder.contents(top, made, with_root=old_root is None))
    with printing():
        _tell(
            Console(soft_wrap=True, highlight=False), settings, out, chosen, top, ends, new=old_root is None
        )
    return FINE


def _chosen(settings: Settings, stack: str, clusters: Sequence[str]) -> dict[str, TrustSpec]:
    """Return the trust of each cluster that is to have an authority, by its region."""
    sharing = {
        region: spec.platform.mesh.trust
        for region, spec in settings.aws.regions.items()
        if spec.platform and spec.platform.mesh and spec.platform.mesh.trust
    }
    known = ", ".join(sharing) or "none"
    strangers = [name for name in clusters if name not in sharing]
    if strangers or not sharing:
        named = ", ".join(strangers) or stack
        raise CannotJudge(
            f"{named}: shares no trust with another cluster (those of {stack} that do: {known}); describe "
            "platform.mesh.trust of its region, or name another"
        )
    chosen = {region: trust for region, trust in sharing.items() if not clusters or region in clusters}
    meshes = sorted({trust.mesh for trust in chosen.values()})
    if len(meshes) > 1:
        raise CannotJudge(
            f"{stack}: its clusters are of several meshes ({', '.join(meshes)}), each with a root of its own; name the "
            "clusters of one with --cluster"
        )
    return chosen


def _tell(
    console: Console,
    settings: Settings,
    out: Path,
    chosen: Mapping[str, TrustSpec],
    top: Authority,
    ends: datetime,
    *,
    new: bool,
) -> None:
    """Say what was made and what is to be done with it. Of keys, only where they stand."""
    home = settings.aws.home_region
    if new:
        until = f"{top.certificate.not_valid_after_utc:%Y-%m-%d}"
        console.print(
            f"{out / folder.ROOT}: the root, until {until}. Its key belongs offline; no cluster needs it."
        )
    console.print(
        f"An authority for each of {', '.join(chosen)}, until {ends:%Y-%m-%d}. Put them where they are fetched:"
    )
    for region, trust in chosen.items():
        file = quote(f"file://{out.resolve() / region / folder.KEPT}")
        console.print(
            f"  aws secretsmanager put-secret-value --region {home} --secret-id "
            f"{settings.environment}/{trust.authority} --secret-string {file}",
            markup=False,
        )
    console.print("Then destroy the folder but for the root. docs/mesh-trust.md says how they are renewed.")
