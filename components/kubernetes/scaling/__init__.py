"""What makes room on a cluster and shares it out: metrics to scale by, sizes of pods, nodes, and who goes first."""
