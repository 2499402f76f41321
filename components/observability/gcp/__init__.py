"""What Google Cloud watches: the public addresses of the platform, from all over the world."""
