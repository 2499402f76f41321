"""The verbs of ``infra slo`` and their options."""

from typing import Annotated

import typer

slo = typer.Typer(no_args_is_help=True, help="Error budgets: what is left of them, and what that allows.")


@slo.callback()
def about() -> None:
    """Error budgets: what is left of them, and what that allows."""


@slo.command("gate")
def gate(
    environment: Annotated[str, typer.Argument(help="What is deployed to: dev, staging or production.")],
    prometheus: Annotated[
        str,
        typer.Option(help="The address of a Prometheus, without a password in it.", envvar="PROMETHEUS_URL"),
    ],
    service: Annotated[
        list[str] | None, typer.Option("--service", help="Only objectives of this service; without any: all.")
    ] = None,
    sigv4_region: Annotated[
        str | None,
        typer.Option(
            help="Sign questions for this region: the address is Amazon Managed Service for Prometheus."
        ),
    ] = None,
    approved_by: Annotated[
        str | None,
        typer.Option(help="Who approved a deployment although less than half of a budget is left."),
    ] = None,
) -> None:
    """Allow a deployment (0) or not (1) by what is left of the error budgets.

    Below 10 % deployments are frozen, below 50 % somebody approves them. In production what cannot be known is refused
    as well (2); elsewhere it is said and allowed. A token for Prometheus is read from PROMETHEUS_TOKEN; a store of AWS reads a signature instead.
    """
    from operations.slo.gate import decide

    raise typer.Exit(
        decide(environment, prometheus, services=service or [], approved_by=approved_by, region=sigv4_region)
    )
