"""One measured run in a process of its own: ``python -m operations.measurement WHAT STACK PROJECT``.

A fresh process for every run, because imports are a large part of a short judgement and memory only grows.
Prints one JSON object: seconds by phase and by imported SDK, peak memory and the number of resources.
"""

import asyncio
import gc
import json
import runpy
import sys
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from operations.import_clock import ImportClock
from operations.peak_memory import peak_memory
from operations.stopwatch import Stopwatch

COPIES = {"growth-small": 6, "growth-large": 60}
"""Networks in the program whose growth is measured; one network is about 50 resources."""

GROWTH_PROGRAM = """
import pulumi, pulumi_aws as aws
from stacks.settings.loader import load_running
from components.networking.vpc import Network, NetworkArgs

settings = load_running()
home = settings.aws.home_region
provider = aws.Provider("aws", region=home, allowed_account_ids=[settings.aws.account_id])
for copy in range({copies}):
    spec = settings.aws.regions[home].network
    args = NetworkArgs(spec=spec, placement=settings.placement(home), labels=settings.labels,
                       logs_key_arn="arn:aws:kms:us-east-1:123456789012:key/made-up", cluster_name="growth")
    Network(f"copy-{{copy}}", args, pulumi.ResourceOptions(providers=[provider]))
"""


def judge_program(stack: str, project: Path, watch: Stopwatch) -> int:
    """Judge ``stack`` as ``infra preview`` does and return the number of resources."""
    gc.disable()
    with watch.phase("imports"):
        from operations.judgement import judge_stack
    judgement = judge_stack(project, stack, None, date.today())
    watch.seconds.update(judgement.seconds)
    return len(judgement.run.resources)


def pack_processes(stack: str, project: Path, watch: Stopwatch) -> int:
    """Put resources of ``stack`` to the packs as processes, and return how many."""
    from operations.judgement import judge_stack
    from operations.packs_measured import SIZE, seconds

    entries = judge_stack(project, stack, None, date.today()).run.resources
    watch.seconds.update(seconds(entries, stack))
    return SIZE


def bare_program(stack: str, project: Path, watch: Stopwatch) -> int:
    """Run the same program on the SDK's stock mocks, which answer with the inputs and check nothing."""
    with watch.phase("imports"):
        import pulumi
        import yaml

    class Echo(pulumi.runtime.Mocks):
        made = 0

        def new_resource(self, args: pulumi.runtime.MockResourceArgs) -> tuple[str | None, dict[str, Any]]:
            Echo.made += 1
            return f"{args.name}-id", _echoed(args.typ, args.inputs)

        def call(self, args: pulumi.runtime.MockCallArgs) -> Any:
            return dict(args.args)

    with watch.phase("program"):
        content = yaml.safe_load((project / f"Pulumi.{stack}.yaml").read_text())["config"]
        values = {
            key: value if isinstance(value, str) else json.dumps(value) for key, value in content.items()
        }
        asyncio.set_event_loop(asyncio.new_event_loop())
        pulumi.runtime.set_mocks(Echo(), "platform", stack, preview=True)
        pulumi.runtime.set_all_config(values)
        sys.path.insert(0, str(project))
        drained: Any = pulumi.runtime.test  # the SDK leaves it untyped
        drained(lambda: runpy.run_path(str(project / "__main__.py")))()
    return Echo.made


def _echoed(token: str, inputs: dict[str, Any]) -> dict[str, Any]:
    """Return inputs as outputs. Identities are a list on the way into Azure and a mapping on the way out."""
    identity = inputs.get("identity")
    if not token.startswith("azure-native:") or not isinstance(identity, dict):
        return inputs
    users = identity.get("userAssignedIdentities")
    if not isinstance(users, list):
        return inputs
    return inputs | {"identity": identity | {"userAssignedIdentities": {user: {} for user in users}}}


def growing_program(what: str, stack: str, project: Path, watch: Stopwatch) -> int:
    """Judge a program of many networks, to see what the tenth network costs against the first."""
    with TemporaryDirectory() as folder:
        copy = Path(folder)
        for name in ("Pulumi.yaml", f"Pulumi.{stack}.yaml"):
            (copy / name).write_text((project / name).read_text())
        (copy / "__main__.py").write_text(GROWTH_PROGRAM.format(copies=COPIES[what]))
        return judge_program(stack, copy, watch)


def main() -> None:
    """Measure what the arguments name and print it."""
    what, stack, project = sys.argv[1], sys.argv[2], Path(sys.argv[3])
    watch, clock = Stopwatch(), ImportClock()
    clock.start()
    if what == "judge":
        count = judge_program(stack, project, watch)
    elif what == "bare":
        count = bare_program(stack, project, watch)
    elif what == "packs":
        count = pack_processes(stack, project, watch)
    else:
        count = growing_program(what, stack, project, watch)
    peak = peak_memory() / 2**20
    imports = clock.of_packages("pulumi")
    found = {"phases": watch.seconds, "imports": imports, "peak_mib": peak, "resources": count}
    print(json.dumps(found))  # noqa: T201 (its one result)
    if what != "bare":
        gc.freeze()  # as `infra` itself ends


if __name__ == "__main__":
    main()
