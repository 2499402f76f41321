"""Delivery by Argo: what git says runs (CD), step by step and judged (Rollouts), and jobs of many steps (Workflows)."""
