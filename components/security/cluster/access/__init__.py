"""Who may do what in a cluster: people by their group, workloads by their account."""
