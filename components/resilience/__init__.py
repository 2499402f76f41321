"""What brings the platform back: copies in vaults, in two regions."""
