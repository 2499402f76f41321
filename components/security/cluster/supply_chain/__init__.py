"""Which images may run, and what is known to be wrong with those that do."""
