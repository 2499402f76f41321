"""``infra cost``: what a stack costs a month, what a change does to that, and what would cost less."""
