"""Dashboards as Grafana's JSON, by Grafana's own library."""

import json
from collections.abc import Sequence
from typing import Final, cast

from grafana_foundation_sdk.builders import (
    bargauge,
    common,
    dashboard,
    prometheus,
    stat,
    table,
    text,
    timeseries,
)
from grafana_foundation_sdk.cog.builder import Builder
from grafana_foundation_sdk.cog.encoder import JSONEncoder
from grafana_foundation_sdk.models import common as looks
from grafana_foundation_sdk.models import dashboard as models
from grafana_foundation_sdk.models.prometheus import PromQueryFormat
from grafana_foundation_sdk.models.text import TextMode

from components.observability.dashboards.authoring.board import Board, Panel, Variable
from components.observability.dashboards.authoring.limits import LIMITS

SOURCE: Final = models.DataSourceRef(type_val="prometheus", uid="${datasource}")
TAG: Final = "platform"
"""By this tag every dashboard lists the others."""

COLOURS: Final = ("green", "orange", "red")
CALCULATIONS: Final = ["lastNotNull", "mean", "max"]

Charts = timeseries.Panel | stat.Panel | bargauge.Panel | table.Panel


def rendered(board: Board) -> str:
    """Return a dashboard as the text of its file: keys in order, so that a change shows where it is."""
    built = _framed(board)
    number = 0
    for title, panels in board.sections.items():
        number += 1
        built.with_row(dashboard.Row(title).id(number))
        for panel in panels:
            number += 1
            built.with_panel(_panel(panel, number))
    plain = json.loads(json.dumps(built.build(), cls=JSONEncoder))
    for variable in plain["templating"]["list"]:
        # The library writes what only a variable of intervals has into all of them; Grafana's schema knows it there alone.
        for foreign in [key for key in variable if key.startswith("auto")]:
            del variable[foreign]
    return json.dumps(plain, indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def _framed(board: Board) -> dashboard.Dashboard:
    others = (
        dashboard.DashboardLink("Platform")
        .type(models.DashboardLinkType.DASHBOARDS)
        .tags([TAG])
        .as_dropdown(True)
        .keep_time(True)
        .include_vars(True)
    )
    built = (
        dashboard.Dashboard(board.title)
        .uid(board.uid)
        .description(board.description)
        .tags([TAG, board.folder.lower().replace(" ", "-")])
        # What is shipped is changed in git, and would be overwritten here.
        .readonly()
        .tooltip(models.DashboardCursorSync.CROSSHAIR)
        .timezone("utc")
        .time(board.since, "now")
        .refresh("1m")
        .link(others)
        .with_variable(dashboard.DatasourceVariable("datasource").label("Data source").type("prometheus"))
    )
    for variable in board.variables:
        built.with_variable(_variable(variable))
    return built


def _variable(variable: Variable) -> dashboard.QueryVariable:
    everything = models.VariableOption(selected=True, text="All", value="$__all")
    return (
        dashboard.QueryVariable(variable.name)
        .label(variable.label)
        .datasource(SOURCE)
        .query(f"label_values({variable.of}, {variable.value})")
        .refresh(models.VariableRefresh.ON_TIME_RANGE_CHANGED)
        .sort(models.VariableSort.ALPHABETICAL_ASC)
        .multi(True)
        .include_all(True)
        .all_value(variable.everything)
        .current(everything)
    )


def _panel(panel: Panel, number: int) -> Builder[models.Panel]:
    if panel.kind == "note":
        return (
            text.Panel().id(number).title(panel.title).mode(TextMode.MARKDOWN).content(panel.why)
            .description("What is said here is said by the platform's team.").span(panel.width).height(panel.height)
        )  # fmt: skip
    chart = _chart(panel)
    chart.id(number).title(panel.title).description(panel.why).unit(panel.unit)
    chart.datasource(SOURCE).span(panel.width).height(panel.height).no_value("no data")
    if panel.least is not None:
        chart.min(panel.least)
    if panel.most is not None:
        chart.max(panel.most)
    if panel.limits:
        chart.thresholds(_thresholds(panel))
    for reference, (legend, expression) in zip("ABCDEFGHIJKL", panel.queries.items(), strict=False):
        chart.with_target(_target(panel, reference, legend, expression))
    return cast("Builder[models.Panel]", chart)


def _chart(panel: Panel) -> Charts:
    if panel.kind == "lines":
        return _lines(panel)
    if panel.kind == "table":
        return _table(panel)
    last = common.ReduceDataOptions().calcs(["lastNotNull"])
    if panel.kind == "bars":
        bars = bargauge.Panel().reduce_options(last).display_mode(looks.BarGaugeDisplayMode.BASIC)
        return bars.orientation(looks.VizOrientation.HORIZONTAL)
    return stat.Panel().reduce_options(last).color_mode(looks.BigValueColorMode.VALUE)


def _lines(panel: Panel) -> timeseries.Panel:
    legend = (
        common.VizLegendOptions()
        .display_mode(looks.LegendDisplayMode.TABLE)
        .placement(looks.LegendPlacement.BOTTOM)
        .show_legend(True)
        .calcs(CALCULATIONS)
    )
    tooltip = common.VizTooltipOptions().mode(looks.TooltipDisplayMode.MULTI).sort(looks.SortOrder.DESCENDING)
    chart = (
        timeseries.Panel()
        .legend(legend)
        .tooltip(tooltip)
        .fill_opacity(10)
        .show_points(looks.VisibilityMode.NEVER)
    )
    if panel.stacked:
        chart.stacking(common.StackingConfig().mode(looks.StackingMode.NORMAL)).fill_opacity(40)
    if panel.limits:
        style = common.GraphThresholdsStyleConfig().mode(looks.GraphThresholdsStyleMode.DASHED)
        chart.thresholds_style(style)
    return chart


def _table(panel: Panel) -> table.Panel:
    """Return a table whose columns of values are called as its queries are, without the time, which is now."""
    references = dict(zip("ABCDEFGHIJKL", panel.queries, strict=False))
    called = (
        {f"Value #{reference}": title for reference, title in references.items()}
        if len(references) > 1
        else {"Value": next(iter(references.values())), "Value #A": next(iter(references.values()))}
    )
    return (
        table.Panel()
        .with_transformation(models.DataTransformerConfig(id_val="merge", options={}))
        .with_transformation(
            models.DataTransformerConfig(
                id_val="organize", options={"excludeByName": {"Time": True}, "renameByName": called}
            )
        )
    )


def _target(panel: Panel, reference: str, legend: str, expression: str) -> prometheus.Dataquery:
    target = prometheus.Dataquery().ref_id(reference).expr(expression).legend_format(legend)
    if panel.kind == "table":
        return target.format(PromQueryFormat.TABLE).instant()
    if panel.kind == "lines":
        return target.range().exemplar(panel.exemplars)
    return target.instant()


def _thresholds(panel: Panel) -> dashboard.ThresholdsConfig:
    values = [LIMITS[name] for name in panel.limits]
    colours = _colours(len(values))
    steps = list(zip([None, *values], colours, strict=True))
    if panel.reading == "floor":
        steps = list(zip([None, *sorted(values)], reversed(colours), strict=True))
    return (
        dashboard.ThresholdsConfig()
        .mode(models.ThresholdsMode.ABSOLUTE)
        .steps([models.Threshold(value=at, color=colour) for at, colour in steps])
    )


def _colours(limits: int) -> Sequence[str]:
    """Return the colours below, between and above the limits."""
    return COLOURS if limits > 1 else (COLOURS[0], COLOURS[-1])
