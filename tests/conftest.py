"""What the tests say at their end beside how they ended: how many manifests which validator judged."""

import pytest


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print every line that a test recorded under "manifests", whichever process it ran in."""
    lines = {
        str(value)
        for reports in terminalreporter.stats.values()
        for report in reports
        for name, value in getattr(report, "user_properties", ())
        if name == "manifests"
    }
    if lines:
        terminalreporter.section("manifests")
        for line in sorted(lines):
            terminalreporter.line(line)
