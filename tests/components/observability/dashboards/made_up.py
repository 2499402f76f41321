"""Series that a query finds, made up from the query itself: two of each that it selects, apart in every label."""

import re
from collections.abc import Iterator

from promql_parser import Matcher, MatchOp, VectorSelector

from components.observability.metric_names.queries import selectors

GROUPED = re.compile(r"\bby \(([^)]*)\)")
ALTERNATIVE = re.compile(r"[^|()]+")


def made_up(query: str) -> dict[str, str]:
    """Return series as promtool reads them, with values that grow: a match of many with many would be an error."""
    grouped = {label for found in GROUPED.findall(query) for label in re.split(r", *", found)} - {"", "le"}
    return {
        one: "1+1x120"
        for selector in selectors(query)
        for number in (1, 2)
        for one in _series(selector, grouped, number)
    }


def _series(selector: VectorSelector, grouped: set[str], number: int) -> Iterator[str]:
    labels = {label: f"{label}-{number}" for label in {*grouped, "instance", "container"}}
    for matcher in selector.matchers.matchers:
        labels.update(_matching(matcher))
    buckets = [{"le": "0.1"}, {"le": "+Inf"}] if str(selector.name).endswith("_bucket") else [{}]
    for bucket in buckets:
        all_labels = sorted({**labels, **bucket}.items())
        yield f"{selector.name}{{{','.join(f'{name}={value!r}' for name, value in all_labels if value)}}}"


def _matching(matcher: Matcher) -> dict[str, str]:
    """Return a value that a matcher lets through, where any would not do."""
    if matcher.op == MatchOp.Equal:
        return {matcher.name: matcher.value}
    if matcher.op != MatchOp.Re or matcher.value == ".*":
        return {}
    pattern = matcher.value
    if "(" in pattern:
        before, _, rest = pattern.partition("(")
        inside, _, after = rest.partition(")")
        pattern = before + inside.split("|")[0] + after
    first = ALTERNATIVE.findall(pattern)[0]
    return {matcher.name: first.replace(".*", "x").replace(".", "0")}
