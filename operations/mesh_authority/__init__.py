"""The authorities of a mesh that several clusters share: a root that is made offline, and an intermediate for each cluster."""
