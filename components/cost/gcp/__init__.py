"""The budget of a Google project."""
