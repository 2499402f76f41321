"""Images as people write them: of the account's own registry by their repository, of any other in full."""

REPOSITORY_AND_TAG = ("@", ":")


def own_repository(image: str) -> str | None:
    """Return the repository of the account's own registry that an image names, or None for another registry's.

    As container runtimes read it: what stands before the first slash is a host if it holds a dot or a colon.
    """
    first, slash, _ = image.partition("/")
    if slash and ("." in first or ":" in first):
        return None
    for mark in REPOSITORY_AND_TAG:
        image = image.partition(mark)[0]
    return image
