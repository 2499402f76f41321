"""The policy of admission that holds the clean-up to previews."""

from collections.abc import Mapping
from typing import Final

import pulumi_kubernetes as kubernetes
from pulumi import Resource
from pulumi_kubernetes.admissionregistration.v1 import (
    MatchConditionArgs,
    MatchResourcesArgs,
    NamedRuleWithOperationsArgs,
    ValidatingAdmissionPolicyBindingSpecArgs,
    ValidatingAdmissionPolicySpecArgs,
    ValidationArgs,
)

from components.foundation.cluster.component import ClusterComponent

POLICY: Final = "preview-cleanup.platform.internal"


def guard(owner: ClusterComponent, *, user: str, told: Mapping[str, str]) -> list[Resource]:
    """Make the policy and its binding: ``user`` deletes namespaces that are called like previews, marked, unprotected.

    :param told: the label, the pattern of names and the mark of protection, as the script is told them.
    """
    key, _, value = told["LABEL"].partition("=")
    named = f"oldObject.metadata.name.matches('{told['NAME_PATTERN']}')"
    marked = (
        f"has(oldObject.metadata.labels) && '{key}' in oldObject.metadata.labels && "
        f"oldObject.metadata.labels['{key}'] == '{value}'"
    )
    kept = told["PROTECTED"]
    unprotected = " && ".join(
        f"!(has(oldObject.metadata.{place}) && '{kept}' in oldObject.metadata.{place} && "
        f"oldObject.metadata.{place}['{kept}'] != 'false')"
        for place in ("labels", "annotations")
    )
    policy = kubernetes.admissionregistration.v1.ValidatingAdmissionPolicy(
        f"{owner.name}-guard",
        metadata=owner.metadata(POLICY),
        spec=ValidatingAdmissionPolicySpecArgs(
            failure_policy="Fail",
            match_constraints=MatchResourcesArgs(
                resource_rules=[
                    NamedRuleWithOperationsArgs(
                        api_groups=[""], api_versions=["v1"], operations=["DELETE"], resources=["namespaces"]
                    )
                ]
            ),
            match_conditions=[
                MatchConditionArgs(name="the-clean-up", expression=f"request.userInfo.username == '{user}'")
            ],
            validations=[
                ValidationArgs(
                    expression=named, message="the clean-up removes what is called like a preview"
                ),
                ValidationArgs(expression=marked, message="the clean-up removes what is marked as a preview"),
                ValidationArgs(
                    expression=unprotected, message="the clean-up removes nothing that is protected"
                ),
            ],
        ),
        opts=owner.inside(),
    )
    binding = kubernetes.admissionregistration.v1.ValidatingAdmissionPolicyBinding(
        f"{owner.name}-guard",
        metadata=owner.metadata(POLICY),
        spec=ValidatingAdmissionPolicyBindingSpecArgs(policy_name=POLICY, validation_actions=["Deny"]),
        opts=owner.inside([policy]),
    )
    return [policy, binding]
