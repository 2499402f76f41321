"""Networks of the clouds: address tiers, ways out, private ways to services, and the links between them."""
