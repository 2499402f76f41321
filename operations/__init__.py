"""The ``infra`` command: what a person or a pipeline runs, and what stands behind each of its verbs."""
