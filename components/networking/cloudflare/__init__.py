"""Cloudflare's edge: the public zone, its firewall, its caches and the balancing of origins in several clouds."""
