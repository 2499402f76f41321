"""``infra incident``: an incident from its declaration to its post-incident page, on a terminal, while a cluster is half dead."""
