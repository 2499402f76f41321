"""Keys and secrets: what encrypts the platform's data and what its workloads prove themselves with."""
