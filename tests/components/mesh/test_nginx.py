"""The retired controller, as little dangerous as it can be made."""

from typing import Any

import pytest
from pydantic import ValidationError

from components.foundation.cluster.site import ClusterSite
from components.mesh.nginx import Nginx, NginxArgs, NginxSpec
from tests.components.foundation.cluster.sites import of_component, on_site
from tests.components.recording import Recording, assert_sound

RELEASE = "kubernetes:helm.sh/v3:Release"


def built() -> Recording:
    def program(site: ClusterSite) -> None:
        Nginx(
            site,
            NginxArgs(
                spec=NginxSpec(retired="accepted"),
                zone="aws.example.com",
                issuer="letsencrypt",
                tls_port=8443,
                health_path="/health",
                certificates=site.ready,
                monitored=True,
            ),
        )

    return on_site(program)


def test_nobody_slips_configuration_in_by_annotation() -> None:
    controller: dict[str, Any] = built().only(RELEASE).inputs["values"]["controller"]
    assert controller["allowSnippetAnnotations"] is False
    assert controller["enableAnnotationValidations"] is True
    assert controller["config"]["strict-validate-path-type"] == "true"
    assert controller["admissionWebhooks"]["certManager"] == {"enabled": True}
    assert controller["admissionWebhooks"]["patch"] == {"enabled": False}
    assert_sound(of_component(built()), Nginx, regions=set())


def test_it_answers_where_the_balancer_asks() -> None:
    controller: dict[str, Any] = built().only(RELEASE).inputs["values"]["controller"]
    assert controller["containerPort"] == {"http": 8080, "https": 8443}
    assert controller["extraArgs"] == {
        "default-ssl-certificate": "ingress-nginx/ingress-tls",
        "http-port": "8080",
        "https-port": "8443",
    }
    assert controller["config"]["server-snippet"] == "location = /health { return 200; }"
    assert controller["service"] == {"type": "ClusterIP"}


def test_whoever_wants_it_says_that_he_knows_what_it_is() -> None:
    with pytest.raises(ValidationError, match="retired"):
        NginxSpec.model_validate({})


def test_min_above_max_is_refused() -> None:
    with pytest.raises(ValidationError, match="min 5 is above max 2"):
        NginxSpec(retired="accepted", min=5, max=2)
