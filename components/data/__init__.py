"""Data stores: PostgreSQL with its recovery, and the Redis-compatible cache."""
