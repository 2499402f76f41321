"""What every component does alike: its type, its children's parentage, its published outputs."""

import inspect
from collections.abc import Sequence
from typing import ClassVar

from pulumi import ComponentResource, CustomTimeouts, Output, ProviderResource, Resource, ResourceOptions


class Component(ComponentResource):
    """A part of the platform that declares its outputs as annotated attributes.

    A subclass sets ``urn_type``, annotates each output as ``name: Output[...]``, builds its children
    with :meth:`child` and ends its constructor with :meth:`publish`. An attribute that is not an
    output is assigned without an annotation.
    """

    urn_type: ClassVar[str]

    def __init__(self, name: str, opts: ResourceOptions | None = None) -> None:
        super().__init__(self.urn_type, name, None, opts)

    def child(
        self,
        *,
        depends_on: Sequence[Resource] | None = None,
        protect: bool | None = None,
        ignore_changes: list[str] | None = None,
        provider: ProviderResource | None = None,
        custom_timeouts: CustomTimeouts | None = None,
    ) -> ResourceOptions:
        """Return the options of one child: this parent, and only what that child needs.

        The caller's options are never merged in, because a parent, an alias or an import id meant for
        the component would reach every child; providers and protection inherit through the parent.
        """
        return ResourceOptions(
            parent=self,
            depends_on=list(depends_on) if depends_on else None,
            protect=protect,
            ignore_changes=ignore_changes,
            provider=provider,
            custom_timeouts=custom_timeouts,
        )

    def publish(self) -> None:
        """Register every output that the class declares.

        :raises AttributeError: if a declared output was never assigned.
        :raises TypeError: if a declared output holds a plain value.
        """
        declared = [
            name for owner in reversed(type(self).__mro__[:-1]) if issubclass(owner, Component)
            and owner is not Component for name in inspect.get_annotations(owner)
        ]  # fmt: skip
        outputs = {name: getattr(self, name) for name in declared}
        for name, value in outputs.items():
            if not isinstance(value, Output):
                raise TypeError(
                    f"{type(self).__name__}.{name} is declared as an output but holds a plain value"
                )
        self.register_outputs(outputs)
