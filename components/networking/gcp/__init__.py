"""Google's network: subnets with their ranges, the firewall, ways out and private names."""
