"""Rules about AWS, importable by the judge and served as a CrossGuard pack."""
