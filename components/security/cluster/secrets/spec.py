"""What an environment decides about the Secrets that a cluster fetches from the cloud's store."""

import re
from typing import Annotated, Final, Self

from pydantic import Field, StringConstraints, model_validator

from components.foundation.spec import RefusalError, Spec

PLACEHOLDER: Final = re.compile(r"{{-?\s*\.(\w+)\s*(\|[^{}]*?)?\s*-?}}")
"""A value in a template, as ``{{ .password }}``, or ``{{ .password | urlquery }}`` with a function of templates behind it."""

DnsLabel = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$")]
SecretPath = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]+(/[a-z0-9-]+)*$")]
"""Where a secret is kept, after the environment's name: ``database/postgresql``."""

PropertyName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_.-]+$")]
ValueName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z_]\w*$")]
"""The name by which a template speaks of a value; a letter or an underscore first, as Go's templates want it."""

SecretKey = Annotated[str, StringConstraints(pattern=r"^[-._a-zA-Z0-9]{1,253}$")]
Interval = Annotated[str, StringConstraints(pattern=r"^[1-9]\d*(s|m|h)$")]


class RemoteValueSpec(Spec):
    """One value of the cloud's store: a property of a secret."""

    secret: SecretPath = Field(description="Where the secret is kept, after the environment's name.")
    property: PropertyName = Field(description="Which of the secret's properties it is.")


class FetchedSecretSpec(Spec):
    """A Secret of a namespace that is kept as the cloud's store has it.

    ``template`` says what stands under each key of the Secret, with ``{{ .name }}`` for a value of ``values``.
    """

    target: DnsLabel = Field(description="Name of the Secret that applications read.")
    template: dict[SecretKey, str] = Field(
        min_length=1, description="Key of the Secret -> its text, with {{ .name }} for a value."
    )
    values: dict[ValueName, RemoteValueSpec] = Field(
        min_length=1, description="Name in the template -> the value of the store."
    )
    labels: dict[str, str] = Field(
        default_factory=dict, description="Labels of the Secret, by which what reads it finds it."
    )
    refresh: Interval = Field(default="1h", description="How often the store is asked whether it changed.")

    @model_validator(mode="after")
    def _template_and_values_agree(self) -> Self:
        used = {name for text in self.template.values() for name, _ in PLACEHOLDER.findall(text)}
        faults = [
            f"template speaks of {name}, which values does not name, and the Secret would never be made: add it, or "
            "correct the template"
            for name in sorted(used - self.values.keys())
        ]
        faults += [
            f"values.{name} is in no template, so it would be fetched for nothing: use it, or take it out"
            for name in sorted(self.values.keys() - used)
        ]
        if faults:
            raise RefusalError(*faults)
        return self


class ExternalSecretsSpec(Spec):
    """External Secrets, and what it fetches: namespace -> name -> the Secret.

    A namespace has a store of its own, with an account of its own, that reads the secrets which are named here and no
    others.
    """

    namespaces: dict[DnsLabel, dict[DnsLabel, FetchedSecretSpec]] = Field(
        default_factory=dict, description="Namespace -> name -> what is fetched from the cloud's store."
    )

    @model_validator(mode="after")
    def _no_secret_has_two_owners(self) -> Self:
        faults = []
        for namespace, fetched in self.namespaces.items():
            if not fetched:
                faults.append(
                    f"namespaces.{namespace} fetches nothing, and its account would read nothing: name a Secret, or take "
                    "the namespace out"
                )
            makers: dict[str, str] = {}
            for name, secret in fetched.items():
                first = makers.setdefault(secret.target, name)
                if first != name:
                    faults.append(
                        f"namespaces.{namespace}.{name}.target: {secret.target} is made by {first} already, and each would "
                        "undo the other: name another Secret"
                    )
        if faults:
            raise RefusalError(*faults)
        return self
