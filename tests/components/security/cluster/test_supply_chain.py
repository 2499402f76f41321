"""Images: what is known to be wrong with those that run, and which may run at all."""

import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from components.foundation.cluster.site import ClusterSite
from components.security.cluster.supply_chain.admission import Admission, AdmissionArgs
from components.security.cluster.supply_chain.admission_spec import (
    AdmissionSpec,
    SignerSpec,
    production_faults,
)
from components.security.cluster.supply_chain.images import TRIVY
from components.security.cluster.supply_chain.nightly_scan import NightlyScan, NightlyScanArgs, script
from components.security.cluster.supply_chain.scanning_spec import NightlyScanSpec, ScanningSpec
from components.security.cluster.supply_chain.trivy import ImageScanning, ImageScanningArgs
from tests.components.foundation.cluster.sites import of_component, on_site
from tests.components.recording import Recording, assert_sound

RELEASE = "kubernetes:helm.sh/v3:Release"
POLICY = "kubernetes:admissionregistration.k8s.io/v1:ValidatingAdmissionPolicy"
BINDING = "kubernetes:admissionregistration.k8s.io/v1:ValidatingAdmissionPolicyBinding"
SIGNED = "kubernetes:policies.kyverno.io/v1:ImageValidatingPolicy"
JOB = "kubernetes:batch/v1:CronJob"
OWN = "123456789012.dkr.ecr.us-east-1.amazonaws.com"
REGISTRIES = ("ghcr.io", "public.ecr.aws", "registry.k8s.io")


def admission(spec: dict[str, Any] | None = None, **decided: Any) -> Recording:
    signed = {"signers": [{"repository": "example/backend.api"}]}

    def program(site: ClusterSite) -> None:
        Admission(
            site,
            AdmissionArgs(
                spec=AdmissionSpec.model_validate(signed if spec is None else spec, strict=False),
                own=[OWN],
                platform=["cert-manager", "kube-system"],
                annotations={},
                monitored=True,
            ),
        )

    return on_site(program, **{"registries": REGISTRIES, **decided})


def scan(**decided: Any) -> Recording:
    def program(site: ClusterSite) -> None:
        NightlyScan(
            site,
            NightlyScanArgs(
                spec=NightlyScanSpec(),
                bucket="logs",
                prefix="image-scans/main",
                region="us-east-1",
                annotations={"eks.amazonaws.com/role-arn": "arn:role"},
                granted=(),
                storage_class="gp3",
            ),
        )

    return on_site(program, **{"registries": REGISTRIES, **decided})


def test_registries_are_judged_by_the_api_server_itself() -> None:
    spec = admission().only(POLICY).inputs["spec"]
    variables = {one["name"]: one["expression"] for one in spec["variables"]}
    assert variables["registries"] == f"['ghcr.io/', 'public.ecr.aws/', 'registry.k8s.io/', '{OWN}/']"
    assert spec["failurePolicy"] == "Fail"
    assert spec["matchConstraints"]["resourceRules"] == [
        {
            "apiGroups": [""],
            "apiVersions": ["v1"],
            "operations": ["CREATE", "UPDATE"],
            "resources": ["pods", "pods/ephemeralcontainers"],
        }
    ]
    kinds = re.findall(r"object\.spec\.(\w*[cC]ontainers)\.map", variables["images"])
    assert kinds == ["containers", "initContainers", "ephemeralContainers"]


def test_a_tag_that_moves_is_no_version() -> None:
    expression = admission().only(POLICY).inputs["spec"]["validations"][1]["expression"]
    pattern = re.search(r"matches\('(.+?)'\)", expression)
    assert pattern is not None
    versioned = re.compile(pattern[1])
    assert versioned.search("ghcr.io/example/app:1.0")
    assert not versioned.search("registry.internal:5000/app")
    assert "i.endsWith(':latest')" in expression
    assert "!i.contains('@sha256:')" in expression


def bindings(recording: Recording) -> dict[str, tuple[list[str], str, list[str]]]:
    """Return name -> actions, operator and namespaces."""
    found = {}
    for entry in recording.of(BINDING):
        (where,) = entry.inputs["spec"]["matchResources"]["namespaceSelector"]["matchExpressions"]
        found[entry.inputs["metadata"]["name"]] = (
            entry.inputs["spec"]["validationActions"],
            where["operator"],
            where["values"],
        )
    return found


def test_applications_are_refused_and_the_platform_is_recorded() -> None:
    kubernetes = ["kube-node-lease", "kube-public", "kube-system"]
    assert bindings(admission()) == {
        "allowed-images-applications": (["Deny", "Audit"], "NotIn", ["cert-manager", *kubernetes]),
        "allowed-images-platform": (["Warn", "Audit"], "In", ["cert-manager"]),
    }


def test_without_enforcement_all_is_recorded() -> None:
    recording = admission({"enforce": False, "signers": [{"repository": "example/app"}]})
    assert {actions[0] for actions, _, _ in bindings(recording).values()} == {"Warn"}
    spec = recording.only(SIGNED).inputs["spec"]
    assert spec["validationActions"] == ["Audit"]
    assert set(spec["validationConfigurations"].values()) == {False}


def test_a_clouds_own_namespaces_are_left_alone() -> None:
    assert "gmp-system" in bindings(admission(cloud="gcp"))["allowed-images-applications"][2]
    assert "gatekeeper-system" in bindings(admission(cloud="azure"))["allowed-images-applications"][2]


def test_our_images_are_signed_by_the_workflow_that_builds_them() -> None:
    recording = admission()
    spec = recording.only(SIGNED).inputs["spec"]
    assert spec["matchImageReferences"] == [{"glob": f"{OWN}/**"}]
    assert spec["failurePolicy"] == "Fail"
    assert spec["validationActions"] == ["Deny"]
    (attestor,) = spec["attestors"]
    (identity,) = attestor["cosign"]["keyless"]["identities"]
    assert identity["issuer"] == "https://token.actions.githubusercontent.com"
    subject = re.compile(identity["subjectRegExp"])
    ours = "https://github.com/example/backend.api/.github/workflows/release.yml@refs/heads/main"
    assert subject.fullmatch(ours)
    for foreign in (
        ours.replace("example", "somebody"),
        ours.replace("backend.api", "backend-api"),
        ours.replace("heads/main", "heads/feature"),
        ours.replace("refs/heads/main", "refs/pull/1/merge"),
        f"https://evil.example/{ours}",
    ):
        assert not subject.search(foreign), foreign
    assert [one["expression"].split(".")[1] for one in spec["validations"]] == [
        "containers",
        "initContainers",
        "ephemeralContainers",
    ]
    assert recording.depends_on(recording.only(SIGNED), RELEASE) == {"main-kyverno-release"}
    assert_sound(of_component(recording), Admission, regions=set())


def test_without_signers_there_is_no_engine_that_could_be_down() -> None:
    recording = admission({})
    assert list(recording.of(RELEASE)) == []
    assert list(recording.of(SIGNED)) == []
    assert len(list(recording.of(POLICY))) == 1


def test_the_webhook_outlasts_the_loss_of_a_node() -> None:
    def controller(count: int) -> tuple[Any, ...]:
        values = admission(replicas=count).only(RELEASE).inputs["values"]["admissionController"]
        return values["replicas"], values["podDisruptionBudget"]["enabled"]

    assert controller(1) == (1, False)
    assert controller(2) == (3, True)


def test_production_refuses_what_breaks_a_rule() -> None:
    assert production_faults(AdmissionSpec()) == []
    assert production_faults(AdmissionSpec(enforce=False)) == [
        "enforce: false lets any image run and only writes it down: leave it out"
    ]


@pytest.mark.parametrize(
    "repository", ["example", "example/", "https://github.com/example/app", "exa mple/app"]
)
def test_a_signer_that_is_no_repository_is_refused(repository: str) -> None:
    with pytest.raises(ValidationError, match="should match pattern"):
        SignerSpec(repository=repository)


def test_the_operator_reads_no_secrets_and_counts_no_single_vulnerability() -> None:
    def program(site: ClusterSite) -> None:
        ImageScanning(
            site, ImageScanningArgs(spec=ScanningSpec(fresh_hours=12), annotations={}, monitored=True)
        )

    recording = on_site(program)
    values = recording.only(RELEASE).inputs["values"]
    assert values["operator"] == {
        "replicas": 1,
        "scanJobsConcurrentLimit": 3,
        "scannerReportTTL": "12h",
        "scanJobTTL": "1h",
        "builtInTrivyServer": True,
        "infraAssessmentScannerEnabled": False,
        "metricsVulnIdEnabled": False,
        "accessGlobalSecretsAndServiceAccount": False,
    }
    trivy = values["trivy"]
    assert (trivy["mode"], trivy["severity"], trivy["ignoreUnfixed"]) == (
        "ClientServer",
        "HIGH,CRITICAL",
        True,
    )
    assert f"{trivy['image']['registry']}/{trivy['image']['repository']}:{trivy['image']['tag']}" == TRIVY
    assert_sound(of_component(recording), ImageScanning, regions=set())


def test_the_nightly_scan_is_the_one_that_was_asked_for() -> None:
    recording = scan()
    spec = recording.only(JOB).inputs["spec"]
    assert (spec["schedule"], spec["timeZone"], spec["concurrencyPolicy"]) == (
        "0 2 * * *",
        "Etc/UTC",
        "Forbid",
    )
    pod = spec["jobTemplate"]["spec"]["template"]["spec"]
    scanner, keeper = pod["containers"]
    assert (scanner["name"], keeper["name"]) == ("trivy-scanner", "report-keeper")
    assert scanner["command"] == ["/bin/sh", "-c", script("scan.sh")]
    assert 'trivy image --config /config/trivy.yaml --format json "$image"' in scanner["command"][2]
    assert scanner["resources"] == {
        "requests": {"cpu": "200m", "memory": "512Mi"},
        "limits": {"cpu": "500m", "memory": "1Gi"},
    }
    assert {"name": "config", "mountPath": "/config"} in scanner["volumeMounts"]
    assert {"name": "reports", "mountPath": "/reports"} in scanner["volumeMounts"]
    assert pod["restartPolicy"] == "OnFailure"
    assert {"name": "config", "configMap": {"name": "trivy-config"}} in pod["volumes"]
    assert {"name": "reports", "persistentVolumeClaim": {"claimName": "security-reports"}} in pod["volumes"]
    (config,) = (
        entry.inputs["data"] for entry in recording.of("kubernetes:core/v1:ConfigMap") if entry.name != "node"
    )
    assert config["trivy.yaml"].splitlines() == [
        "format: json",
        "exit-code: 1",
        "severity: HIGH,CRITICAL",
        "ignore-unfixed: true",
        "cache-dir: /tmp/trivy-cache",
    ]
    environment = {one["name"]: one["value"] for one in keeper["env"]}
    assert (environment["BUCKET"], environment["PREFIX"]) == ("logs", "image-scans/main")
    assert_sound(of_component(recording), NightlyScan, regions=set())


def test_only_the_container_that_lists_has_a_token_of_the_cluster() -> None:
    pod = scan().only(JOB).inputs["spec"]["jobTemplate"]["spec"]["template"]["spec"]
    assert pod["automountServiceAccountToken"] is False
    holders = [
        container["name"]
        for container in (*pod["initContainers"], *pod["containers"])
        if any(mount["name"] == "token" for mount in container["volumeMounts"])
    ]
    assert holders == ["list-images"]


def test_a_job_whose_images_are_foreign_is_refused() -> None:
    with pytest.raises(
        ValueError, match=r"the job image-scanner wants the image ghcr\.io/aquasecurity/trivy"
    ):
        scan(registries=("registry.k8s.io",))


def run(name: str, folder: Path, **environment: str) -> str:
    """Run a script of the job with stand-ins for the tools that it calls, which are in the folder."""
    done = subprocess.run(
        ["/bin/sh", "-c", script(name).replace("/reports", str(folder / "reports"))],
        env={"PATH": f"{folder}/bin:/usr/bin:/bin", "WORK": str(folder), **environment},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    (tmp_path / "bin").mkdir()
    (tmp_path / "reports").mkdir()
    return tmp_path


def tool(desk: Path, name: str, body: str) -> None:
    path = desk / "bin" / name
    path.write_text(f"#!/bin/sh\n{body}\n")
    path.chmod(0o755)


def test_findings_are_kept_and_counted_and_do_not_fail_the_job(desk: Path) -> None:
    tool(desk, "trivy", 'case "$6" in *bad*) echo "{}"; exit 1;; *gone*) exit 1;; *) echo "{}";; esac')
    (desk / "images").write_text("ghcr.io/a/good:1\nghcr.io/a/bad:2\nghcr.io/a/gone:3\n")
    told = run("scan.sh", desk, KEPT_DAYS="30")
    assert told.splitlines()[-1] == "1 images have findings, 1 could not be scanned"
    assert sorted(path.name for path in (desk / "reports").iterdir()) == [
        "ghcr.io_a_bad_2.json",
        "ghcr.io_a_good_1.json",
    ]
    assert (desk / "done").read_text() == "1 1\n"


def test_images_are_listed_once_and_by_a_name_that_can_be_pulled(desk: Path) -> None:
    tool(desk, "cat", "echo token")
    pods = '{"items":[{"image":"a/b:1"},{"image": "c/d:2"},{"image":"a/b:1"},{"image":"sha256:0a"}]}'
    tool(desk, "curl", f"echo '{pods}'")
    run("list-images.sh", desk)
    assert (desk / "images").read_text() == "a/b:1\nc/d:2\n"


def test_reports_are_copied_under_their_day(desk: Path) -> None:
    tool(desk, "aws", f'echo "$@" > {desk}/called')
    (desk / "done").write_text("0 0\n")
    told = run("keep.sh", desk, BUCKET="logs", PREFIX="image-scans/main")
    called = (desk / "called").read_text()
    assert re.search(r"s3://logs/image-scans/main/\d{4}-\d\d-\d\d/ --recursive", called)
    assert "with findings and failures: 0 0" in told
