"""Applications on the clusters, and what stands between them and their data: what a team instantiates in ten lines."""
