"""The readers of examples, on small checkouts of our own making: they run where no scanner's is at hand."""

from pathlib import Path

import pytest
import yaml

from policies.framework import tokens
from tests.policies.corpus import checkov, differences, kyverno, trivy
from tests.policies.corpus.examples import CHECKOUTS, VARIABLE, checkout, documents
from tests.policies.corpus.kubernetes_objects import as_asked, entry_of, token_of_today


def write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)


POD = "apiVersion: v1\nkind: Pod\nmetadata: {{name: {0}}}\nspec: {{}}\n"
CHECKOV_CHECK = 'class Made(Base):\n    def __init__(self):\n        id = "CKV_K8S_16"\n'
CHECKOV_TEST = """from checkov.kubernetes.checks.resource.k8s.Made import check
folder = "/example_Made"
expected_passed = ["Pod.default.listed"]
"""


def test_checkov_says_by_its_test_by_names_of_files_and_by_folders(tmp_path: Path) -> None:
    write(tmp_path / checkov.SOURCES / "Made.py", CHECKOV_CHECK)
    write(tmp_path / checkov.TESTS / "test_Made.py", CHECKOV_TEST)
    folder = tmp_path / checkov.TESTS / "example_Made"
    service = "apiVersion: v1\nkind: Service\nmetadata: {name: beside}\n"
    write(folder / "one-FAILED.yaml", "---\n".join([POD.format("a"), POD.format("listed"), service]))
    write(folder / "two-passed.yaml", POD.format("b"))
    for name in ("three-UNKNOWN.yaml", "four-1PASSED-1FAILED.yaml", "five.yaml", "README.md"):
        write(folder / name, POD.format("c"))
    write(tmp_path / checkov.RELATIONS / "Related.yaml", "metadata:\n  id: CKV2_K8S_5\n")
    write(
        tmp_path / checkov.RELATED / "Related/expected.yaml", "fail: [Pod.default.x]\npass: [Pod.default.y]\n"
    )
    write(tmp_path / checkov.RELATED / "Related/bad/both.yaml", POD.format("x") + "---\n" + POD.format("z"))
    write(tmp_path / checkov.RELATED / "Related/good/one.yaml", POD.format("y"))
    found = list(checkov.read(tmp_path, ["CKV_K8S_16", "CKV2_K8S_5"]))
    assert {(one.place.rsplit("/", 1)[1], one.good, len(one.entries)) for one in found} == {
        ("one-FAILED.yaml#0-Pod.default.a", False, 1),
        ("one-FAILED.yaml#1-Pod.default.listed", True, 1),
        ("two-passed.yaml#0-Pod.default.b", True, 1),
        ("bad", False, 2),
        ("good", True, 1),
    }
    assert list(checkov.read(tmp_path, ["CKV_K8S_17"])) == []


REGO = """package made

test_refused if {
	r := deny with input as {
		"apiVersion": "v1", "kind": "Pod",
		"metadata": {"name": "a}{"},  # a comment
		"spec": {"containers": [{"name": `b"`}],},
	}
	count(r) == 1
}

test_let_be if {
	r := deny with input as made_pod({"hostPID": false})
	count(r) == 0
}

test_of_long_ago if {
	r := deny with input as made_pod({}) with data.k8s.version as "1.20.0"
	count(r) == 0
}

test_rows[name] if {
	some name, tc in {
		"one": {"spec": {"hostPID": true}, "expected": 1},
		"other": {"spec": {}, "expected": 0},
	}
	inp := {"kind": "Pod", "spec": tc.spec}
	count(res) == tc.expected
}

made_pod(held) := {
	"kind": "pod",
	"spec": held,
}
"""


def test_trivy_says_by_documents_and_by_the_inputs_of_its_tests(tmp_path: Path) -> None:
    room = tmp_path / trivy.ROOMS[0]
    write(room / "made.rego", "# custom:\n#   id: KSV-0010\npackage made\n")
    write(room / "made_test.rego", REGO)
    write(
        room / "made.yaml",
        yaml.safe_dump({"kubernetes": {"good": [POD.format("a")], "bad": [POD.format("b")], "links": ["c"]}}),
    )
    found = list(trivy.read(tmp_path, ["KSV-0010"]))
    assert {(one.place.rsplit("#", 1)[1], one.good) for one in found} == {
        ("good-0", True),
        ("bad-0", False),
        ("test_refused", False),
        ("test_let_be", True),
        ("test_rows-one", False),
        ("test_rows-other", True),
    }
    inputs = {one.place.rsplit("#", 1)[1]: one.entries[0]["inputs"] for one in found}
    assert inputs["test_refused"]["metadata"] == {"name": "a}{"}
    assert inputs["test_refused"]["spec"] == {"containers": [{"name": 'b"'}]}
    assert inputs["test_let_be"]["spec"] == {"hostPID": False}
    assert {kind for one in found for kind in [one.entries[0]["type"]]} == {tokens.POD}


KYVERNO = """
resources: [there.yaml, gone.yaml]
results:
- {kind: Pod, rule: one, resources: [bad, good, half], result: pass}
- {kind: Pod, rule: two, resources: [bad], result: fail}
- {kind: Pod, rule: two, resources: [default/good], result: skip}
- {kind: Pod, rule: two, resources: [changed], result: pass, patchedResources: x.yaml}
- {kind: Service, rule: one, resources: [bad], result: fail}
"""


def test_kyverno_says_by_every_rule_of_a_policy(tmp_path: Path) -> None:
    things = "---\n".join(POD.format(name) for name in ("bad", "good", "half", "changed"))
    for room in ("pod-security/baseline", "pod-security-vpol/baseline", "other"):
        write(tmp_path / room / "made/.kyverno-test/kyverno-test.yaml", KYVERNO)
        write(tmp_path / room / "made/.kyverno-test/there.yaml", things)
    found = {(one.place, one.good) for one in kyverno.read(tmp_path, ["baseline/made"])}
    assert found == {
        ("pod-security/baseline/made#Pod/bad", False),
        ("pod-security/baseline/made#Pod/good", True),
    }
    assert len(list(kyverno.read(tmp_path, ["made"]))) == 4
    assert list(kyverno.read(tmp_path, ["other"])) == []


def test_a_text_is_read_as_far_as_it_can_be() -> None:
    listed = "kind: List\nitems: [{kind: Pod}, {kind: Service}]\n---\nkind: Job\n"
    assert [one["kind"] for one in documents(listed)] == ["Pod", "Service", "Job"]
    assert list(documents("{{ .Values.all }}: [")) == []
    assert [one["kind"] for one in documents('{\n\t"kind": "Pod"\n}')] == ["Pod"]


@pytest.mark.parametrize(
    ("kind", "version", "token"),
    [
        ("Deployment", "extensions/v1beta1", tokens.DEPLOYMENT),
        ("pod", "v1", tokens.POD),
        ("ClusterRolebinding", "rbac.authorization.k8s.io/v1alpha1", tokens.CLUSTER_ROLE_BINDING),
        ("Secret", "v1", "kubernetes:core/v1:Secret"),
        ("PeerAuthentication", "security.istio.io/v1beta1", tokens.PEER_AUTHENTICATION_BETA),
        ("DeploymentConfig", "apps.openshift.io/v1", "kubernetes:apps.openshift.io/v1:DeploymentConfig"),
    ],
)
def test_an_object_is_of_the_type_that_clusters_serve(kind: str, version: str, token: str) -> None:
    assert token_of_today(kind, version) == token


def test_an_old_version_is_itself_to_a_policy_about_it() -> None:
    made = entry_of({"kind": "CronJob", "apiVersion": "batch/v1beta1", "metadata": {"name": "a"}})
    assert made is not None
    assert (made["type"], made["urn"].rsplit("::", 1)[1]) == (tokens.CRON_JOB, "0-a")
    old = "kubernetes:batch/v1beta1:CronJob"
    assert as_asked(made, {old})["type"] == old
    assert as_asked(made, {tokens.CRON_JOB})["type"] == tokens.CRON_JOB


@pytest.mark.parametrize("thing", [None, [], "text", {"spec": {}}, {"kind": 1}])
def test_what_is_no_object_is_no_entry(thing: object) -> None:
    assert entry_of(thing) is None


def test_a_checkout_that_is_absent_is_skipped_with_the_way_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    with pytest.raises(pytest.skip.Exception, match=r"names no folder .* says how to get them"):
        checkout(CHECKOUTS["Trivy"])
    monkeypatch.setenv(VARIABLE, str(tmp_path))
    with pytest.raises(pytest.skip.Exception, match="has no folder trivy-checks; clone the repository there"):
        checkout(CHECKOUTS["Trivy"])
    (tmp_path / "trivy-checks").mkdir()
    assert checkout(CHECKOUTS["Trivy"]) == tmp_path / "trivy-checks"


ROW = {
    "check": "KSV-0010",
    "kind": "inert",
    "examples": ["a.yaml#0"],
    "why": "It does nothing whatsoever, as was seen.",
}


@pytest.mark.parametrize(
    ("rows", "fault"),
    [
        ([ROW, ROW], "KSV-0010 a.yaml#0 has two reasons"),
        ([ROW | {"kind": "unseen"}], "kind"),
        ([ROW | {"why": "It is so."}], "why"),
        ([ROW | {"examples": []}], "examples"),
        ([ROW | {"since": "today"}], "since"),
    ],
)
def test_a_row_without_a_reason_is_refused(rows: list[dict[str, object]], fault: str, tmp_path: Path) -> None:
    file = tmp_path / "rows.yaml"
    file.write_text(yaml.safe_dump(rows))
    with pytest.raises(ValueError, match=fault):
        differences.read(file)


def test_a_row_about_nothing_is_not_needed(tmp_path: Path) -> None:
    file = tmp_path / "rows.yaml"
    file.write_text(yaml.safe_dump([ROW]))
    assert differences.unneeded([], differences.read(file)) == ["KSV-0010 a.yaml#0"]
