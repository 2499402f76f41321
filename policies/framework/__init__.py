"""What rules are written with and judged by: safe reading of resources, findings, waivers, and the way into CrossGuard."""
