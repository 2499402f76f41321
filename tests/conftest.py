"""What the tests say at their end beside how they ended: how many manifests which validator judged, and how many examples of
other scanners our policies judged as their authors do."""

import pytest

SAID = ("manifests", "examples")
"""The names under which tests record lines."""


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print every line that a test recorded, by name, whichever process it ran in."""
    recorded = {
        (name, str(value))
        for reports in terminalreporter.stats.values()
        for report in reports
        for name, value in getattr(report, "user_properties", ())
    }
    for section in SAID:
        lines = sorted(line for name, line in recorded if name == section)
        if lines:
            terminalreporter.section(section)
            for line in lines:
                terminalreporter.line(line)
