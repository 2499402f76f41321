"""What tells people about the platform: where alarms go."""
