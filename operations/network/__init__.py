"""``infra network``: every address range of an environment, as a picture, a table and a JSON object."""
