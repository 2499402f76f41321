"""What differs between two recordings of one component."""

from tests.components.recording import Recording


def changed(before: Recording, after: Recording) -> dict[str, set[str]]:
    """Return which inputs differ, by the name of the resources that both have."""
    found = {}
    for urn in before.by_urn.keys() & after.by_urn.keys():
        old, new = before.by_urn[urn], after.by_urn[urn]
        keys = {key for key in old.inputs | new.inputs if old.inputs.get(key) != new.inputs.get(key)}
        if keys:
            found[new.name] = keys
    return found


def made(before: Recording, after: Recording) -> set[str]:
    """Return the names of what only the second recording has."""
    return {after.by_urn[urn].name for urn in after.by_urn.keys() - before.by_urn.keys()}
