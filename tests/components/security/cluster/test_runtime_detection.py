"""The watch over what pods do."""

from typing import Any

import pytest
import yaml
from pydantic import ValidationError

from components.foundation.cluster.site import ClusterSite
from components.security.cluster.runtime.falco import (
    AlarmRoute,
    RuntimeDetection,
    RuntimeDetectionArgs,
    platform_rules,
)
from components.security.cluster.runtime.spec import RuntimeDetectionSpec
from components.security.cluster.secrets.sealed import (
    SealedSecrets,
    SealedSecretsArgs,
    SealedSecretsSpec,
)
from tests.components.foundation.cluster.sites import of_component, on_site
from tests.components.recording import Recording, assert_sound

RELEASE = "kubernetes:helm.sh/v3:Release"
NAMESPACE = "kubernetes:core/v1:Namespace"
LEVEL = "pod-security.kubernetes.io/enforce"


def built(spec: dict[str, Any] | None = None, told: bool = True, **decided: Any) -> Recording:
    def program(site: ClusterSite) -> None:
        route = AlarmRoute(topic_arn="arn:topic", region="us-east-1", granted=site.ready)
        RuntimeDetection(
            site,
            RuntimeDetectionArgs(
                spec=RuntimeDetectionSpec.model_validate(spec or {}, strict=False),
                applications=["frontend", "backend"],
                alarms=route if told else None,
                monitored=True,
            ),
        )

    return on_site(program, **decided)


def values(recording: Recording) -> dict[str, Any]:
    found: dict[str, Any] = recording.only(RELEASE).inputs["values"]
    return found


def test_it_watches_every_node_without_a_kernel_module_and_with_the_least_rights() -> None:
    recording = built()
    made = values(recording)
    assert made["driver"] == {
        "kind": "modern_ebpf",
        "modernEbpf": {"leastPrivileged": True},
        "loader": {"enabled": False},
    }
    assert made["tolerations"] == [{"operator": "Exists"}]
    assert made["falco"]["json_output"] is True
    assert recording.only(NAMESPACE).inputs["metadata"]["labels"][LEVEL] == "privileged"
    assert_sound(of_component(recording), RuntimeDetection, regions=set())


def test_rules_are_pinned_and_never_change_by_themselves() -> None:
    falcoctl = values(built())["falcoctl"]
    assert falcoctl["artifact"]["follow"] == {"enabled": False}
    assert falcoctl["config"]["artifact"]["install"] == {
        "refs": ["ghcr.io/falcosecurity/rules/falco-rules:5.1.0"],
        "resolveDeps": False,
    }


def test_people_are_told_by_the_topic_of_alarms() -> None:
    teller = values(built())["falcosidekick"]
    assert teller["replicaCount"] == 2
    assert teller["config"]["aws"] == {
        "region": "us-east-1",
        "rolearn": "",
        "sns": {"topicarn": "arn:topic", "minimumpriority": "warning"},
    }
    assert teller["config"]["extraEnv"] == []


def test_other_channels_are_on_where_their_secret_is_named() -> None:
    spec = {
        "slack": {"secret": "falco-channels", "key": "slack"},
        "pagerduty": {"secret": "falco-channels", "key": "pagerduty"},
    }
    config = values(built(spec))["falcosidekick"]["config"]
    assert config["extraEnv"] == [
        {
            "name": name,
            "valueFrom": {"secretKeyRef": {"name": "falco-channels", "key": key}},
        }
        for name, key in (("SLACK_WEBHOOKURL", "slack"), ("PAGERDUTY_ROUTINGKEY", "pagerduty"))
    ]


def test_without_a_way_to_people_findings_are_in_the_log() -> None:
    assert values(built(told=False))["falcosidekick"] == {"enabled": False}


def test_our_rules_are_about_the_namespaces_of_applications() -> None:
    (content,) = values(built())["customRules"].values()
    assert content == platform_rules(["backend", "frontend"])
    parsed = yaml.safe_load(content)
    assert parsed[0] == {"list": "application_namespaces", "items": ["backend", "frontend"]}
    rules = [one for one in parsed if "rule" in one]
    assert len(rules) == 3
    for rule in rules:
        assert "in_application" in rule["condition"]
        assert rule.keys() == {"rule", "desc", "condition", "output", "priority", "tags"}
        assert rule["priority"] in {"WARNING", "ERROR", "CRITICAL"}


def test_what_would_never_be_told_is_refused() -> None:
    with pytest.raises(ValidationError, match="tells: notice is less grave than error, below which nothing"):
        RuntimeDetectionSpec(records="error", tells="notice")


def sealed(spec: SealedSecretsSpec) -> Recording:
    return on_site(lambda site: SealedSecrets(site, SealedSecretsArgs(spec=spec, monitored=True)))


def test_keys_to_seal_with_are_renewed_and_strangers_do_not_ask_for_them() -> None:
    recording = sealed(SealedSecretsSpec(renew_days=14))
    made = values(recording)
    assert made["keyrenewperiod"] == "336h"
    assert made["rbac"] == {"serviceProxier": {"create": False, "bind": False}}
    assert made["image"] == {"registry": "ghcr.io", "repository": "bitnami-labs/sealed-secrets-controller"}
    assert recording.only(NAMESPACE).inputs["metadata"]["labels"][LEVEL] == "restricted"
    assert_sound(of_component(recording), SealedSecrets, regions=set())


def test_a_key_that_is_never_renewed_is_refused() -> None:
    with pytest.raises(ValidationError, match="less than or equal to 90"):
        SealedSecretsSpec(renew_days=365)
