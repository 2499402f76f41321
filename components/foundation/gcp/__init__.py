"""What every component of Google Cloud stands on: where it is placed."""
