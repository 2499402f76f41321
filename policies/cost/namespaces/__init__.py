"""What a cluster's node pools cost, laid on the namespaces whose pods request them, and what is left idle."""
