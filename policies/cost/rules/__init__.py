"""The rules of the cost pack, one file a subject."""
