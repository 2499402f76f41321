"""What holds between the parts of a settings tree, and between the trees of several environments.

Every rule reads the unchecked tree, or those parts of it that are sound by themselves, so that it speaks beside
the faults of other parts and not only once they are mended.
"""
