"""Azure's vault of keys and secrets, and the groups of people who administer."""
