"""Rules about AWS, one module a subject."""
