"""What takes the gateways of a region out of a stack file."""

_SYSTEMS = "            gateway: {}\n            load_balancers: {}\n            names: {}\n"


def taken_out(domain: str, region: int = 0) -> list[tuple[str, str, int]]:
    """Return edits that take out the gateways of a region, the first being 0, and everything that hangs on them.

    A load balancer would stand before them. ``domain`` is that of the stack's zone.
    """
    return [
        (_SYSTEMS, "", region),
        (" routed: true", " routed: false", 2 * region),
        (" routed: true", " routed: false", 2 * region),
        (f"                route: {{ hosts: [api.{domain}", f"                # [api.{domain}", region),
        ("                strategy: canary\n", "", region),
        (f"                route: {{ hosts: [app.{domain}", f"                # [app.{domain}", region),
    ]
