"""Rules about Cloudflare, one module a subject."""
