"""Rules about Azure, one module a subject."""
