"""Rules about Google Cloud, one module a subject."""
