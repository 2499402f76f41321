"""The clean-up of previews, as the cluster is told to run it, and what holds it to previews."""

from typing import Any

import pulumi_aws as aws
import pulumi_kubernetes as kubernetes
import pytest
from pulumi import Output
from pydantic import ValidationError

from components.delivery.preview_cleanup.cleanup import PreviewCleanup, PreviewCleanupArgs
from components.delivery.preview_cleanup.spec import PreviewCleanupSpec
from components.foundation.cluster.site import ClusterSite
from components.foundation.placement import AwsPlacement
from components.kubernetes.identity_policies.preview_cleanup import preview_cleanup
from components.kubernetes.workload_identity import WorkloadIdentity
from tests.components.foundation.cluster.sites import of_component, on_site
from tests.components.kubernetes.clusters import ACCOUNT, recorded, statements
from tests.components.kubernetes.test_workload_identity import identity_args
from tests.components.recording import Recording, assert_sound
from tests.components.resilience.jobs.shells import script
from tests.components.resilience.test_database_dumps import RESTRICTED

POLICY = kubernetes.admissionregistration.v1.ValidatingAdmissionPolicy
BINDING = kubernetes.admissionregistration.v1.ValidatingAdmissionPolicyBinding


def built(**facts: Any) -> Recording:
    def program(site: ClusterSite) -> None:
        PreviewCleanup(
            site,
            PreviewCleanupArgs(
                spec=PreviewCleanupSpec(**facts),
                region="us-east-1",
                annotations={"role": "arn"},
                granted=site.ready,
            ),
        )

    return on_site(program, registries=("public.ecr.aws",))


def told(recording: Recording) -> dict[str, str]:
    spec = recording.only(kubernetes.batch.v1.CronJob).inputs["spec"]
    (container,) = spec["jobTemplate"]["spec"]["template"]["spec"]["containers"]
    return {one["name"]: one["value"] for one in container["env"]}


def test_it_looks_every_night_for_previews_of_a_week() -> None:
    recording = built()
    job = recording.only(kubernetes.batch.v1.CronJob).inputs
    assert (job["metadata"]["name"], job["metadata"]["namespace"]) == ("preview-cleanup", "preview")
    assert (job["spec"]["schedule"], job["spec"]["concurrencyPolicy"]) == ("0 2 * * *", "Forbid")
    found = told(recording)
    assert (found["DAYS"], found["DRY_RUN"], found["KINDS"]) == ("7", "false", "namespace database bucket")
    assert (found["LABEL"], found["TAG"]) == ("type=preview", "preview")


def test_a_dry_run_and_what_goes_are_settings() -> None:
    found = told(built(dry_run=True, days=14, databases=False, buckets=False))
    assert (found["DAYS"], found["DRY_RUN"], found["KINDS"]) == ("14", "true", "namespace")


def test_the_api_server_holds_it_to_previews() -> None:
    recording = built()
    spec = recording.only(POLICY).inputs["spec"]
    assert spec["failurePolicy"] == "Fail"
    assert [rule["operations"] for rule in spec["matchConstraints"]["resourceRules"]] == [["DELETE"]]
    (condition,) = spec["matchConditions"]
    assert condition["expression"] == (
        "request.userInfo.username == 'system:serviceaccount:preview:preview-cleanup'"
    )
    assert len(spec["validations"]) == 3
    binding = recording.only(BINDING).inputs["spec"]
    assert binding == {
        "policyName": recording.only(POLICY).inputs["metadata"]["name"],
        "validationActions": ["Deny"],
    }


def test_it_gets_its_rights_once_they_are_guarded() -> None:
    recording = built()
    role = recording.only(kubernetes.rbac.v1.ClusterRole)
    assert role.inputs["rules"] == [
        {"apiGroups": [""], "resources": ["namespaces"], "verbs": ["list", "delete"]}
    ]
    assert recording.depends_on(role, BINDING) == {"main-preview-cleanup-guard"}
    assert recording.only(kubernetes.rbac.v1.ClusterRoleBinding).inputs["subjects"] == [
        {"kind": "ServiceAccount", "name": "preview-cleanup", "namespace": "preview"}
    ]


def test_its_pod_keeps_the_restricted_standard_and_runs_the_tested_script() -> None:
    recording = built()
    spec = recording.only(kubernetes.batch.v1.CronJob).inputs["spec"]["jobTemplate"]["spec"]["template"][
        "spec"
    ]
    (container,) = spec["containers"]
    assert container["securityContext"] == RESTRICTED
    assert (spec["automountServiceAccountToken"], spec["securityContext"]["runAsNonRoot"]) == (False, True)
    (account,) = [one for one in spec["volumes"] if one["name"] == "account"]
    assert account["projected"]["sources"][0]["serviceAccountToken"]["expirationSeconds"] == 3600
    scripts = recording.named(kubernetes.core.v1.ConfigMap)["main-preview-cleanup-scripts"]
    text = script("components/delivery/preview_cleanup/scripts/cleanup.sh").read_text()
    assert scripts.inputs["data"] == {"cleanup.sh": text}
    assert_sound(of_component(recording), PreviewCleanup, regions=set())


def test_in_the_account_it_removes_what_is_tagged_or_called_like_a_preview() -> None:
    grants = preview_cleanup(placement=AwsPlacement(account_id=ACCOUNT, region="us-east-1"))
    recording = recorded(
        lambda: Output.from_input({"role": WorkloadIdentity("one", identity_args(grants=grants)).role_name})
    )
    (policy,) = recording.of(aws.iam.RolePolicy)
    found = statements(policy.inputs["policy"])
    delete = found["DeleteDatabases"]
    assert delete["Resource"] == [f"arn:aws:rds:us-east-1:{ACCOUNT}:db:preview-*"]
    assert delete["Condition"] == {"StringEquals": {"aws:ResourceTag/preview": "true"}}
    for sid in ("EmptyBuckets", "DeleteBuckets"):
        assert all(one.startswith("arn:aws:s3:::preview-*") for one in found[sid]["Resource"])
        assert found[sid]["Condition"] == {"StringEquals": {"s3:ResourceAccount": ACCOUNT}}


@pytest.mark.parametrize(
    ("facts", "said"),
    [({"schedule": "weekly"}, "is no cron expression"), ({"days": 0}, "greater than or equal to 1")],
)
def test_senseless_settings_are_refused(facts: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        PreviewCleanupSpec(**facts)
