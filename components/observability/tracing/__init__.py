"""Traces: collectors on every node and before the store, and Jaeger, which keeps and shows them."""
