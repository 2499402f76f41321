"""Azure networks: subnets, ways out, private names, the record of flows and the ingress address."""
