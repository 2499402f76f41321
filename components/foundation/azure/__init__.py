"""What every component of Azure stands on: where it is placed, and the roles that it grants."""
