"""Policy packs: rules about AWS, about what runs in the clusters and about money, each a real CrossGuard pack."""
