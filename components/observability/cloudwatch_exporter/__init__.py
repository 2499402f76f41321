"""What AWS measures of its own services, as Prometheus reads it."""
