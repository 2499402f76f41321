"""Rules about what runs in the clusters, importable by the judge and served as a CrossGuard pack."""
