"""The verbs of ``infra incident`` and their options."""

from pathlib import Path
from typing import Annotated

import typer

incident = typer.Typer(
    no_args_is_help=True,
    help="Incidents: declare one, gather what is known of a service, close it with its post-incident page.",
)

Folder = Annotated[Path, typer.Option("--dir", help="The folder of incidents' records, one file each.")]
Identity = Annotated[str, typer.Argument(help="The incident, as in inc-20261126-1432-backend-api.")]


@incident.callback()
def about() -> None:
    """Incidents: declare one, gather what is known of a service, close it with its post-incident page."""


@incident.command("declare")
def declare(
    severity: Annotated[str, typer.Option(help="sev1 (down), sev2, sev3 or sev4 (cosmetic).")],
    service: Annotated[str, typer.Option(help="The service, as in the label `app` of its pods.")],
    summary: Annotated[str, typer.Option(help="What people see, in a sentence.")],
    namespace: Annotated[str | None, typer.Option(help="The namespace that it runs in.")] = None,
    directory: Folder = Path("incidents"),
    page: Annotated[bool, typer.Option("--page/--no-page", help="Whether PagerDuty is told.")] = True,
) -> None:
    """Declare an incident: write its record and page whoever is on call.

    The routing key of PagerDuty's Events API v2 is read from PAGERDUTY_ROUTING_KEY. The record stands even where
    PagerDuty does not answer; then, and without a key, it ends with 1.
    """
    from operations.incident.declare import declare as write_and_page

    raise typer.Exit(
        write_and_page(
            severity=severity,
            service=service,
            summary=summary,
            namespace=namespace,
            folder=directory,
            pages=page,
        )
    )


@incident.command("collect")
def collect(
    identity: Annotated[
        str | None, typer.Argument(help="The incident; its record says of which service.", metavar="ID")
    ] = None,
    service: Annotated[str | None, typer.Option(help="The service, where there is no record.")] = None,
    namespace: Annotated[str | None, typer.Option(help="Its namespace; else the record's.")] = None,
    kubeconfig: Annotated[Path | None, typer.Option(help="The file that kubectl reads.")] = None,
    context: Annotated[str | None, typer.Option(help="The context that kubectl acts in.")] = None,
    since: Annotated[str, typer.Option(help="How far back, such as 90m or 6h.")] = "1h",
    prometheus: Annotated[
        str | None, typer.Option(help="The address of a Prometheus, without a password in it.")
    ] = None,
    out: Annotated[Path, typer.Option(help="The folder for the archive.")] = Path(),
    timeout: Annotated[int, typer.Option(help="Seconds that a single question may take.")] = 20,
    directory: Folder = Path("incidents"),
) -> None:
    """Gather logs, objects, events and metrics of a service into one archive, without their secrets.

    No question waits for another: what does not answer is a line in collected.json, and the rest is there. It ends
    with 1 where nothing answered at all. A token for Prometheus is read from PROMETHEUS_TOKEN.
    """
    from operations.incident.collect import Asked, gather

    asked = Asked(
        identity=identity,
        service=service,
        namespace=namespace,
        kubeconfig=kubeconfig,
        context=context,
        since=since,
        prometheus=prometheus,
        timeout=timeout,
    )
    raise typer.Exit(gather(asked, out=out, folder=directory))


@incident.command("close")
def close(
    identity: Identity,
    cause: Annotated[str, typer.Option(help="What in systems or processes led to it; no names of people.")],
    action: Annotated[
        list[str] | None, typer.Option(help="'OWNER: what is done (due 2026-12-10)', once for each.")
    ] = None,
    event: Annotated[
        list[str] | None, typer.Option(help="'TIME what happened' for the timeline, once for each.")
    ] = None,
    acknowledged: Annotated[
        str | None, typer.Option(help="When somebody said it was theirs: 14:35 (UTC) or 2026-11-26T14:35Z.")
    ] = None,
    responded: Annotated[str | None, typer.Option(help="When somebody began to work on it.")] = None,
    mitigated: Annotated[str | None, typer.Option(help="When people no longer felt it.")] = None,
    resolved: Annotated[str | None, typer.Option(help="When it was over; by default now.")] = None,
    directory: Folder = Path("incidents"),
) -> None:
    """Close an incident: complete its record and write the blameless post-incident page beside it."""
    from operations.incident.close import Told
    from operations.incident.close import close as complete

    told = Told(
        cause=cause,
        actions=tuple(action or ()),
        events=tuple(event or ()),
        acknowledged=acknowledged,
        responded=responded,
        mitigated=mitigated,
        resolved=resolved,
    )
    raise typer.Exit(complete(identity, told, folder=directory))
