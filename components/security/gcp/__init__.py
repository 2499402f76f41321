"""Google's keys, and the APIs that a project has switched on."""
