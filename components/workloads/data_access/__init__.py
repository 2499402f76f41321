"""What stands on a cluster between applications and their data: the pool of connections, and what measures both stores."""
