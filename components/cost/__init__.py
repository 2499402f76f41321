"""What money is watched with: budgets and alarms on the bill."""

"""What the platform may cost: the owner's budgets as AWS holds them, and what watches the bill every day."""
