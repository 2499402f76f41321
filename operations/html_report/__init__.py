"""``infra report``: all that is known of a stack as one HTML page, which fetches nothing and holds no secret."""
