"""The decisions of Pulumi's engine: what a registration means for what stands."""
