"""The policies seen from outside: listed, explained, tried on their fixtures, and applied to a state file."""
