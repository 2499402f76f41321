"""What the platform may cost: the owner's budgets as the clouds hold them, and what watches the bill every day."""
