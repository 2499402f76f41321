"""The job that tells a search domain who writes to it: its plan, its script against a domain that answers, its rights."""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import IPv4Network
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from components.foundation.cluster.site import ClusterSite
from components.kubernetes.identity_policies.search import search_administrator, search_client
from components.observability.logs.search import writer as of_logs
from components.observability.logs.spec import LogsSpec
from components.observability.search_access.access import SearchAccess, SearchAccessArgs
from components.observability.search_access.writers import Kept, plan
from components.observability.tracing.search import writer as of_traces
from components.observability.tracing.spec import TracingSpec
from tests.components.foundation.cluster.sites import of_component, on_site
from tests.components.recording import Recording, assert_sound, record
from tests.components.resilience.jobs.shells import Done, run, stand_in

SCRIPT = "components/observability/search_access/scripts/tell.sh"
ADMINISTRATOR = "arn:aws:iam::111111111111:role/production-search-us-east-1-admin"
DOMAIN = "arn:aws:es:us-east-1:111111111111:domain/production-search"
SENTINEL = "SentinelSecretKey7"
JOB = "kubernetes:batch/v1:Job"
CONFIG = "kubernetes:core/v1:ConfigMap"
POLICY = "kubernetes:networking.k8s.io/v1:NetworkPolicy"

WRITERS = [
    of_traces(TracingSpec(), "arn:role/jaeger"),
    of_logs(LogsSpec(), "arn:role/logs", copies=1),
]


def built(**decided: Any) -> Recording:
    def program(site: ClusterSite) -> None:
        SearchAccess(
            site,
            SearchAccessArgs(
                writers=WRITERS,
                address="https://domain",
                region="us-east-1",
                ranges=(IPv4Network("10.16.96.0/24"),),
                administrator_arn=ADMINISTRATOR,
                annotations={"bound": "yes"},
                granted=site.ready,
            ),
        )

    return on_site(program, registries=("public.ecr.aws",), **decided)


def test_each_writer_has_its_own_indices_and_only_jaeger_reads() -> None:
    roles = {
        step["path"].rpartition("/")[2]: step["body"] for step in plan(WRITERS) if "/roles/" in step["path"]
    }
    (logs,) = roles["platform_pod_logs"]["index_permissions"]
    (traces,) = roles["platform_traces"]["index_permissions"]
    assert logs == {
        "index_patterns": ["pods-*"],
        "allowed_actions": ["create_index", "write", "indices:admin/mapping/put"],
    }
    assert traces["index_patterns"] == ["jaeger-*"]
    assert "read" in traces["allowed_actions"]
    assert "indices:admin/template/put" in roles["platform_traces"]["cluster_permissions"]
    assert "indices:admin/template/put" not in roles["platform_pod_logs"]["cluster_permissions"]


def test_rights_are_of_roles_of_iam() -> None:
    mapped = {step["path"]: step["body"] for step in plan(WRITERS) if "/rolesmapping/" in step["path"]}
    assert mapped == {
        "_plugins/_security/api/rolesmapping/platform_pod_logs": {"backend_roles": ["arn:role/logs"]},
        "_plugins/_security/api/rolesmapping/platform_traces": {"backend_roles": ["arn:role/jaeger"]},
    }


def test_what_is_old_is_deleted_by_the_domain_itself() -> None:
    policy = Kept(name="platform_traces", pattern="jaeger-*", days=7).policy()["policy"]
    assert policy["ism_template"] == [{"index_patterns": ["jaeger-*"], "priority": 100}]
    kept, gone = policy["states"]
    assert kept["transitions"] == [{"state_name": "gone", "conditions": {"min_index_age": "7d"}}]
    assert [list(action) for action in gone["actions"]] == [["retry", "delete"]]


def test_policies_stand_before_anybody_may_write() -> None:
    kinds = [(step["kind"], "rolesmapping" in step["path"]) for step in plan(WRITERS[:1])]
    assert kinds == [("policy", False), ("document", False), ("document", True)]


class Domain:
    """A domain that keeps what it is told. ``refused`` is a path that it takes nothing at."""

    def __init__(self) -> None:
        self.documents: dict[str, Any] = {}
        self.asked: list[tuple[str, str]] = []
        self.versions: dict[str, int] = {}
        self.refused = ""
        self.address = ""
        self.signed: list[str] = []

    def get(self, path: str) -> tuple[int, Any]:
        if path not in self.documents:
            return 404, {"error": "none"}
        held = self.documents[path]
        return 200, {"_id": path, "_seq_no": self.versions[path], "_primary_term": 1, **held}

    def put(self, path: str, query: str, body: Any) -> tuple[int, Any]:
        if self.refused and self.refused in path:
            return 403, {"error": "no permission"}
        known = f"if_primary_term=1&if_seq_no={self.versions.get(path)}"
        if path in self.documents and "_ism/" in path and query != known:
            return 409, {"error": "version conflict"}
        self.documents[path] = body
        self.versions[path] = self.versions.get(path, 0) + 1
        return 200, {"status": "OK"}


@contextmanager
def serving(domain: Domain) -> Iterator[None]:
    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            path, _, query = self.path.lstrip("/").partition("?")
            domain.asked.append((self.command, self.path.lstrip("/")))
            domain.signed.append(self.headers.get("Authorization", ""))
            assert self.headers.get("x-amz-security-token") == "SentinelToken"
            length = int(self.headers.get("Content-Length") or 0)
            body = json.loads(self.rfile.read(length)) if length else None
            code, said = domain.get(path) if self.command == "GET" else domain.put(path, query, body)
            content = json.dumps(said).encode()
            self.send_response(code)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_PUT = answer  # noqa: N815 - named so by the library

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    domain.address = f"http://127.0.0.1:{server.server_port}"
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


STS = f"""
import json, sys
assert sys.argv[1:3] == ["sts", "assume-role"] and "{ADMINISTRATOR}" in sys.argv, sys.argv
print(json.dumps({{"AccessKeyId": "AKIASENTINEL", "SecretAccessKey": "{SENTINEL}", "SessionToken": "SentinelToken"}}))
"""


@pytest.fixture
def domain() -> Iterator[Domain]:
    for program in ("curl", "jq"):
        if shutil.which(program) is None:
            pytest.skip(f"needs {program}, which is not installed")
    made = Domain()
    with serving(made):
        yield made


def tell(domain: Domain, folder: Path, steps: Any = None, *, sts: str = STS, **others: str) -> Done:
    file = folder / "plan.json"
    file.write_text(json.dumps(plan(WRITERS) if steps is None else steps))
    stand_in(folder / "bin", "aws", sts)
    settings = {
        "ADDRESS": domain.address,
        "ADMINISTRATOR": ADMINISTRATOR,
        "PLAN": str(file),
        "REGION": "us-east-1",
        "TMPDIR": str(folder),
        **others,
    }
    given = {name: value for name, value in settings.items() if value}
    return run(SCRIPT, given, programs=folder / "bin")


def test_the_domain_takes_all_of_the_plan_signed_for_its_region(domain: Domain, tmp_path: Path) -> None:
    done = tell(domain, tmp_path)
    assert (done.code, done.err) == (0, "")
    assert domain.documents == {step["path"]: step["body"] for step in plan(WRITERS)}
    assert all(
        one.startswith("AWS4-HMAC-SHA256 Credential=AKIASENTINEL/") and "/us-east-1/es/aws4_request" in one
        for one in domain.signed
    )
    assert SENTINEL not in done.out + done.err


def test_told_again_it_changes_no_policy_that_is_as_it_was(domain: Domain, tmp_path: Path) -> None:
    tell(domain, tmp_path)
    domain.asked.clear()
    assert tell(domain, tmp_path).code == 0
    assert not [path for method, path in domain.asked if method == "PUT" and "_ism/" in path]


def test_a_changed_policy_replaces_the_one_that_it_was(domain: Domain, tmp_path: Path) -> None:
    tell(domain, tmp_path)
    changed = plan([of_traces(TracingSpec(keep_days=3), "arn:role/jaeger")])
    assert tell(domain, tmp_path, changed).code == 0
    held = domain.documents["_plugins/_ism/policies/platform_traces"]["policy"]["states"][0]
    assert held["transitions"][0]["conditions"] == {"min_index_age": "3d"}


def test_a_refused_step_is_told_with_what_the_domain_says(domain: Domain, tmp_path: Path) -> None:
    domain.refused = "rolesmapping/platform_traces"
    done = tell(domain, tmp_path)
    assert done.code == 70
    assert done.err.strip() == (
        "search-access: PUT _plugins/_security/api/rolesmapping/platform_traces is refused (403): "
        '{"error": "no permission"}'
    )


def test_a_role_that_is_refused_stops_it(domain: Domain, tmp_path: Path) -> None:
    done = tell(domain, tmp_path, sts="import sys\nsys.exit(254)\n")
    assert (done.code, domain.asked) == (69, [])
    assert "the role that administers the domain cannot be taken on" in done.err


@pytest.mark.parametrize("missing", ["ADDRESS", "ADMINISTRATOR", "PLAN", "REGION"])
def test_a_missing_setting_stops_it(domain: Domain, tmp_path: Path, missing: str) -> None:
    done = tell(domain, tmp_path, **{missing: ""})
    assert (done.code, domain.asked) == (64, [])
    assert done.err.strip() == f"search-access: {missing} is not set"


def test_a_domain_that_is_away_is_told(tmp_path: Path, domain: Domain) -> None:
    stand_in(tmp_path / "bin", "curl", "exit 7\n")
    done = tell(domain, tmp_path)
    assert done.code == 69
    assert "the domain does not answer" in done.err


def test_another_plan_is_another_run() -> None:
    recording = built()
    job = recording.only(JOB)
    (files,) = [one for one in recording.of(CONFIG) if one.name == "main-search-access-files"]
    assert job.inputs["metadata"]["name"] == files.inputs["metadata"]["name"]
    assert json.loads(files.inputs["data"]["plan.json"]) == plan(WRITERS)
    # Removed by the cluster it would be missed, and run again, at every deployment.
    assert "ttlSecondsAfterFinished" not in job.inputs["spec"]
    pod = job.inputs["spec"]["template"]["spec"]
    assert (pod["restartPolicy"], pod["automountServiceAccountToken"]) == ("Never", False)
    assert pod["securityContext"]["runAsNonRoot"] is True
    assert job.inputs["metadata"]["name"].startswith("search-access-")


def test_it_reaches_the_domain_and_awss_own_service() -> None:
    recording = built()
    opened = {entry.inputs["metadata"]["name"]: entry.inputs["spec"] for entry in recording.of(POLICY)}
    assert opened.keys() == {"default-deny", "allow-dns", "allow-cloud", "allow-pod-identity", "allow-search"}
    assert_sound(of_component(recording), SearchAccess, regions=set())


def test_rights_in_iam_name_one_domain_and_one_role() -> None:
    def program() -> Any:
        return {
            **search_client(domain_arn=DOMAIN).inline,
            **search_administrator(administrator_arn=ADMINISTRATOR).inline,
        }

    granted = {name: json.loads(text)["Statement"] for name, text in record(program).returned.items()}
    assert granted["ask-the-domain"][0]["Resource"] == [f"{DOMAIN}/*"]
    assert granted["become-the-administrator"] == [
        {
            "Sid": "BecomeTheAdministrator",
            "Effect": "Allow",
            "Action": ["sts:AssumeRole", "sts:TagSession"],
            "Resource": [ADMINISTRATOR],
        }
    ]
