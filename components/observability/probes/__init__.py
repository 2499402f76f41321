"""Questions to the platform's public addresses, as the public would ask them."""
