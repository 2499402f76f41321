"""What money is watched with: budgets and alarms on the bill."""
