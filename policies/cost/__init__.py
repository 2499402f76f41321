"""What the platform costs and may cost: prices, estimates, budgets, and the rules that hold a stack to them."""
