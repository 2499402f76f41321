"""How a stack is recovered: what each store keeps, what runs when, and what is protected from being deleted."""
