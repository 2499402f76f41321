"""The ``infra`` command: its verbs, their options and their exit codes."""

import gc
import os
import sys
import traceback
from pathlib import Path

import typer

from operations.devenv.verbs import devenv
from operations.faults import CANNOT_JUDGE, CannotJudge
from operations.incident.verbs import incident
from operations.policy.verbs import policy
from operations.slo.verbs import slo
from operations.streams import prepare
from operations.verbs import judging, making

TRACE = "INFRA_TRACEBACK"
"""The variable that shows where an unforeseen failure came from, to whoever may see what it quotes."""

app = typer.Typer(
    name="infra",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Judge, rehearse and simulate the platform's stacks. No command but `bootstrap` needs a cloud account.\n\n"
    "Exit codes: 0 fine; 1 judged and found wanting; 2 cannot judge.",
)

app.command()(judging.preview)
app.command()(judging.cost)
app.command()(judging.report)
app.command()(judging.rehearse)
app.command(context_settings={"ignore_unknown_options": True, "allow_interspersed_args": False})(
    judging.simulate
)
app.command()(making.bootstrap)
app.command()(making.schema)
app.command()(making.dashboards)
app.command()(making.network)
app.command()(making.render)
app.command()(making.tools)
app.command("mesh-authority")(making.mesh_authority)
app.command()(making.bench)
app.add_typer(slo, name="slo")
app.add_typer(incident, name="incident")
app.add_typer(policy, name="policy")
app.add_typer(devenv, name="devenv")


def main() -> None:
    """Run the command; what cannot be judged ends in exit code 2 and one sentence a fault."""
    prepare()
    try:
        app()
    except CannotJudge as fault:
        for sentence in fault.sentences:
            sys.stderr.write(f"{sentence}\n")
        sys.exit(CANNOT_JUDGE)
    except Exception as defect:
        if os.environ.get(TRACE):
            raise
        # The text of an unforeseen exception may quote anything, a secret too; its kind and place may not.
        place = traceback.extract_tb(defect.__traceback__)[-1]
        sys.stderr.write(
            f"infra itself failed: {type(defect).__name__} at {Path(place.filename).name}:{place.lineno}; "
            f"this is a defect, please report it with what {TRACE}=1 prints\n"
        )
        sys.exit(CANNOT_JUDGE)
    finally:
        # The end of the process gives everything back; searching it for cycles first takes a fifth of a judgement.
        gc.freeze()


if __name__ == "__main__":
    main()
