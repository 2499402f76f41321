"""The account of namespaces by hand: prices of cores and GiB, sums, autoscalers, quotas, and what is not counted."""

import random
from collections.abc import Callable
from decimal import Decimal
from typing import Any, Protocol

import pytest

from components.foundation.cluster.charts.table import charts
from policies.cost.estimate import Estimate
from policies.cost.namespaces.account import Account, Namespace, accounts
from policies.cost.namespaces.document import as_json
from policies.cost.namespaces.pools import memory
from policies.cost.namespaces.said import faults, notes
from policies.cost.prices.book import shipped_prices
from policies.cost.sizes import shipped_sizes

Entry = dict[str, Any]
Price = Callable[..., Estimate]

EKS = "aws:eks/cluster:Cluster"
GKE = "gcp:container/cluster:Cluster"
DEPLOYMENT = "kubernetes:apps/v1:Deployment"
ROLLOUT = "kubernetes:argoproj.io/v1alpha1:Rollout"
HPA = "kubernetes:autoscaling/v2:HorizontalPodAutoscaler"
QUOTA = "kubernetes:core/v1:ResourceQuota"
RELEASE = "kubernetes:helm.sh/v3:Release"


class Make(Protocol):
    def __call__(self, kind: str, name: str, /, **inputs: Any) -> Entry: ...


class Stack:
    """A stack of clusters with node pools, and objects in them."""

    def __init__(self, make: Make, price: Price) -> None:
        self._make, self._price = make, price
        self.entries: list[Entry] = []

    def eks(
        self, name: str = "alpha", *, nodes: tuple[int, int, int] = (2, 2, 6), machine: str = "c5.xlarge"
    ) -> None:
        cluster = self._make(EKS, f"{name}-control-plane", name=name)
        least, expected, most = nodes
        template = self._make(
            "aws:ec2/launchTemplate:LaunchTemplate", f"{name}-template",
            blockDeviceMappings=[{"ebs": {"volumeSize": 50, "volumeType": "gp3"}}],
        )  # fmt: skip
        pool = self._make(
            "aws:eks/nodeGroup:NodeGroup", f"{name}-pool", edges={"clusterName": cluster, "launchTemplate": template},
            clusterName=name, instanceTypes=[machine], launchTemplate={"id": "unknown"},
            scalingConfig={"minSize": least, "desiredSize": expected, "maxSize": most},
        )  # fmt: skip
        self.entries += [cluster, template, pool, self._provider(name, cluster)]

    def gke(self, name: str = "beta") -> None:
        cluster = self._make(GKE, f"{name}-cluster", name=name, removeDefaultNodePool=True)
        pool = self._make(
            "gcp:container/nodePool:NodePool", f"{name}-pool", edges={"cluster": cluster}, region="us-central1",
            cluster=name, nodeConfig={"machineType": "e2-standard-2", "diskType": "pd-balanced", "diskSizeGb": 50},
            autoscaling={"totalMinNodeCount": 1, "totalMaxNodeCount": 3},
        )  # fmt: skip
        self.entries += [cluster, pool, self._provider(name, cluster)]

    def add(self, kind: str, name: str, /, *, namespace: str, cluster: str = "alpha", **inputs: Any) -> None:
        placed = (
            {"namespace": namespace}
            if kind == RELEASE
            else {"metadata": {"name": name, "namespace": namespace}}
        )
        entry = self._make(kind, f"{cluster}-{namespace}-{name}", **placed, **inputs)
        provider = f"urn:pulumi:production::platform::pulumi:providers:kubernetes::{cluster}-kubernetes"
        self.entries.append(entry | {"provider": f"{provider}::id"})

    def balance(self, namespace: str, make: Make) -> None:
        """Add a load balancer that sends to the pods of a namespace."""
        balancer = make(
            "aws:lb/loadBalancer:LoadBalancer",
            "edge",
            subnets=["a", "b", "c"],
            loadBalancerType="application",
        )
        self.group = make("aws:lb/targetGroup:TargetGroup", "group")
        listener = make("aws:lb/listener:Listener", "https", edges={"loadBalancerArn": balancer})
        rule = make(
            "aws:lb/listenerRule:ListenerRule", "rule", edges={"listenerArn": listener, "actions": self.group}
        )
        self.entries += [balancer, self.group, listener, rule]
        self.bind(namespace)

    def bind(self, namespace: str) -> None:
        """Fill the load balancer's targets with pods of a namespace."""
        kind = "kubernetes:elbv2.k8s.aws/v1beta1:TargetGroupBinding"
        self.add(kind, "targets", namespace=namespace, edges={"spec": self.group}, spec={})

    def accounts(self) -> tuple[Account, ...]:
        return accounts(self.entries, self._price(*self.entries).lines)

    def account(self) -> Account:
        (found,) = self.accounts()
        return found

    def _provider(self, name: str, cluster: Entry) -> Entry:
        return self._make(
            "pulumi:providers:kubernetes", f"{name}-kubernetes", edges={"clusterIdentifier": cluster}
        )


@pytest.fixture
def stack(make: Make, price: Price) -> Stack:
    return Stack(make, price)


def pods(cpu: str | None, gib: str | None, **further: Any) -> dict[str, Any]:
    """Return the spec of a workload of one container."""
    requests = {key: value for key, value in (("cpu", cpu), ("memory", gib)) if value is not None}
    containers = [{"name": "one", "resources": {"requests": requests}}]
    return {"template": {"spec": {"containers": containers, **further}}}


def hpa(kind: str, name: str, least: int, most: int) -> dict[str, Any]:
    return {"scaleTargetRef": {"kind": kind, "name": name}, "minReplicas": least, "maxReplicas": most}


def rows(account: Account) -> dict[str, Namespace]:
    return {row.name: row for row in account.namespaces}


def cents(row: Namespace) -> tuple[str, str, str]:
    return f"{row.requests.least:.2f}", f"{row.requests.expected:.2f}", f"{row.requests.most:.2f}"


def decimals(*values: int) -> tuple[Decimal, ...]:
    return tuple(map(Decimal, values))


def container(cpu: str) -> dict[str, Any]:
    return {"resources": {"requests": {"cpu": cpu, "memory": "0"}}}


def whole(account: Account) -> Decimal:
    return sum((row.requests.expected for row in account.namespaces), account.idle)


def test_a_small_cluster_by_hand_to_the_cent(stack: Stack) -> None:
    stack.eks()
    stack.add(DEPLOYMENT, "web", namespace="shop", spec={"replicas": 2, **pods("500m", "2Gi")})
    stack.add(HPA, "web", namespace="shop", spec=hpa("Deployment", "web", 2, 8))
    stack.add(DEPLOYMENT, "job", namespace="batch", spec=pods("1", "1Gi"))

    account = stack.account()

    # Two c5.xlarge at 0.17 USD an hour and two disks of 50 GB at 0.08: 256.20 USD for 8 cores and 16 GiB. A core is worth
    # 31.611 / 4.237 = 7.460703 GiB, so that all of it is worth 75.685627 GiB, of 3.385055 USD each.
    assert account.pools.monthly.expected == Decimal("256.20")
    assert (account.pools.cores.expected, account.pools.gib.expected) == decimals(8, 16)
    assert f"{account.rates.gib:.4f}" == "3.3851"
    assert f"{account.rates.core:.4f}" == "25.2549"
    # shop: a core and 4 GiB of 2 pods, 25.2549 + 4 * 3.3851; with 8 pods four times as much. batch: a core and a GiB.
    assert {name: cents(row) for name, row in rows(account).items()} == {
        "batch": ("28.64", "28.64", "28.64"),
        "shop": ("38.80", "38.80", "155.18"),
    }
    assert f"{account.idle:.2f}" == "188.76"
    assert whole(account) == account.pools.monthly.expected


@pytest.mark.parametrize("replicas", [1, 3, 7, 13, 40, 333])
def test_namespaces_and_what_is_idle_are_the_bill_of_the_node_pools_exactly(
    stack: Stack, replicas: int
) -> None:
    stack.eks(nodes=(1, 3, 9), machine="r5.xlarge")
    for name in ("a", "b", "c"):
        stack.add(DEPLOYMENT, name, namespace=name, spec={"replicas": replicas, **pods("33m", "100M")})

    account = stack.account()

    assert whole(account) == account.pools.monthly.expected
    assert account.idle >= 0


def test_more_than_the_pools_hold_is_said_and_nothing_is_idle(stack: Stack) -> None:
    stack.eks()
    stack.add(DEPLOYMENT, "web", namespace="shop", spec={"replicas": 10, **pods("1", "1Gi")})

    account = stack.account()

    (sentence,) = notes(account)
    assert sentence == (
        "requests take 10 core(s) where its node pools hold 8 at their expected size: the autoscaler grows them, to 24 at "
        "the most"
    )
    # All cores are taken, and 6 of 16 GiB are idle: 6 * 3.385055.
    assert f"{account.idle:.2f}" == "20.31"
    assert whole(account) == account.pools.monthly.expected


def test_more_than_the_pools_may_grow_to_is_said(stack: Stack) -> None:
    stack.eks()
    stack.add(DEPLOYMENT, "web", namespace="shop", spec={"replicas": 25, **pods("1", "2Gi")})

    account = stack.account()

    assert notes(account) == (
        "requests take 25 core(s), more than the 24 that its node pools may grow to: pods would wait",
        "requests take 50 GiB of memory, more than the 48 that its node pools may grow to: pods would wait",
    )
    assert f"{account.idle:.2f}" == "0.00"
    assert account.idle >= 0
    assert whole(account) == account.pools.monthly.expected


def test_clusters_of_two_clouds_have_accounts_of_their_own(stack: Stack) -> None:
    stack.eks()
    stack.gke()
    for cluster in ("alpha", "beta"):
        stack.add(DEPLOYMENT, "web", namespace="shop", cluster=cluster, spec=pods("1", "1Gi"))

    alpha, beta = stack.accounts()

    assert (alpha.cluster, beta.cluster) == ("alpha", "beta")
    # One e2-standard-2 at 0.06701142 USD an hour with 50 GB at 0.10: 2 cores and 8 GiB for 53.92 USD.
    assert f"{beta.pools.monthly.expected:.2f}" == "53.92"
    assert (beta.pools.cores.expected, beta.pools.gib.expected) == decimals(2, 8)
    assert cents(rows(alpha)["shop"])[1] == "28.64"
    assert cents(rows(beta)["shop"])[1] == "19.90"
    assert whole(alpha) == alpha.pools.monthly.expected
    assert whole(beta) == beta.pools.monthly.expected


def test_a_quota_says_what_part_requests_take_and_what_may_exceed_it(stack: Stack) -> None:
    stack.eks()
    stack.add(ROLLOUT, "web", namespace="shop", spec=pods("250m", "512Mi"))
    stack.add(HPA, "web", namespace="shop", spec=hpa("Rollout", "web", 2, 10))
    stack.add(
        QUOTA, "share", namespace="shop", spec={"hard": {"requests.cpu": "2", "requests.memory": "5Gi"}}
    )

    (account,) = found = stack.accounts()

    (sentence,) = faults(found)
    assert sentence == (
        "alpha, namespace shop: its workloads may grow to request 2.5 core(s) where its ResourceQuota allows 2, and pods "
        "beyond it are not made; raise the quota or lower the most replicas"
    )
    document = as_json(found)
    assert document["exceeding"] == [sentence]
    assert document["clusters"]["alpha"]["namespaces"]["shop"]["quota"] == {
        "cores": "2", "gib": "5", "cores_percent": "25", "gib_percent": "20",
    }  # fmt: skip
    assert rows(account)["shop"].demand.cores.most == Decimal("2.5")


def test_the_tightest_quota_counts_and_one_for_some_pods_does_not(stack: Stack) -> None:
    stack.eks()
    for name, spec in (
        ("wide", {"hard": {"requests.cpu": "4", "memory": "8Gi"}}),
        ("tight", {"hard": {"cpu": "3"}}),
        ("some", {"hard": {"requests.cpu": "1"}, "scopes": ["BestEffort"]}),
        ("urgent", {"hard": {"requests.cpu": "2"}, "scopeSelector": {"matchExpressions": []}}),
    ):
        stack.add(QUOTA, name, namespace="shop", spec=spec)

    allowed = rows(stack.account())["shop"].demand.quota

    assert (allowed.cores, allowed.gib) == decimals(3, 8)


def test_a_rollout_runs_the_pods_of_the_deployment_that_it_refers_to(stack: Stack) -> None:
    stack.eks()
    stack.add(DEPLOYMENT, "web", namespace="shop", spec={"replicas": 0, **pods("2", "1Gi")})
    stack.add(ROLLOUT, "web", namespace="shop", spec={"replicas": 3, "workloadRef": {"name": "web"}})

    assert rows(stack.account())["shop"].demand.cores.expected == 6


def test_charts_are_as_their_values_ask_and_at_the_most_their_quota(stack: Stack) -> None:
    stack.eks()
    asked = {"requests": {"cpu": "100m", "memory": "256Mi"}}
    stack.add(
        RELEASE, "chart", namespace="system",
        values={
            "replicaCount": 2, "resources": asked,
            "webhook": {"replicas": 3, "resources": asked, "initContainers": [{"resources": asked}]},
            "server": {"autoscaling": {"minReplicas": 4}, "resources": asked},
            "dashboard": {"enabled": False, "resources": asked},
        },
    )  # fmt: skip
    stack.add(
        QUOTA, "share", namespace="system", spec={"hard": {"requests.cpu": "4", "requests.memory": "8Gi"}}
    )

    wanted = rows(stack.account())["system"].demand

    assert (wanted.cores.least, wanted.cores.expected, wanted.cores.most) == (
        Decimal("0.9"), Decimal("0.9"), Decimal(4),
    )  # fmt: skip
    assert (wanted.gib.expected, wanted.gib.most) == (Decimal("2.25"), Decimal(8))
    assert faults(stack.accounts()) == ()


@pytest.mark.parametrize(
    ("chart", "values", "expected"),
    [
        ("velero", {"resources": None, "nodeAgent": {}}, ("0.3", "0.3", "0.7")),
        ("oci://charts.example.com/cilium", {"operator": {"replicas": 1}}, ("0.3", "0.3", "0.7")),
        ("opentelemetry-collector", {"mode": "daemonset", "presets": {}}, ("0.2", "0.2", "0.6")),
        ("opentelemetry-collector", {"mode": "deployment", "replicaCount": 3}, ("0.3", "0.3", "0.3")),
    ],
)
def test_a_daemon_set_of_a_chart_is_on_each_node(
    stack: Stack, chart: str, values: dict[str, Any], expected: tuple[str, str, str]
) -> None:
    stack.eks(nodes=(2, 2, 6))
    asks = {"resources": {"requests": {"cpu": "100m"}}}
    filled = {
        key: {**value, **asks} if isinstance(value, dict) and key != "presets" else value
        for key, value in values.items()
    }
    stack.add(RELEASE, "chart", namespace="system", chart=chart, values={**filled, **asks})

    cores = rows(stack.account())["system"].demand.cores

    assert (cores.least, cores.expected, cores.most) == tuple(map(Decimal, expected))


def test_every_chart_with_daemon_sets_is_one_of_ours() -> None:
    assert set(shipped_sizes().daemon_sets) <= set(charts())


def test_a_chart_that_nothing_bounds_is_named(stack: Stack) -> None:
    stack.eks()
    stack.add(RELEASE, "chart", namespace="system", values={"resources": {"requests": {"cpu": "1"}}})

    assert notes(stack.account()) == ("charts that no quota bounds: system",)


def test_what_requests_nothing_or_is_not_known_is_listed(stack: Stack, unknown: str) -> None:
    stack.eks()
    stack.add(DEPLOYMENT, "web", namespace="silent", spec=pods(None, None))
    stack.add(DEPLOYMENT, "web", namespace="hidden", spec={"replicas": unknown, **pods("1", "1Gi")})
    stack.add(DEPLOYMENT, "sized", namespace="hidden", spec=pods(unknown, "1Gi"))
    stack.add(QUOTA, "share", namespace="empty", spec={"hard": {"requests.cpu": "1"}})
    stack.add("kubernetes:batch/v1:CronJob", "nightly", namespace="timed", spec={"schedule": "0 2 * * *"})

    account = stack.account()

    assert notes(account) == (
        "requests nothing that the program makes: empty, hidden, silent, timed",
        "containers without requests: silent/Deployment web",
        "not known before a deployment: hidden/Deployment sized, hidden/Deployment web",
        "CronJobs, left out because they run for a part of the time: timed/nightly",
    )
    assert account.idle == account.pools.monthly.expected


def test_requests_are_added_up_as_the_scheduler_does(stack: Stack) -> None:
    stack.eks()
    spec = {
        "initContainers": [container("2"), {**container("300m"), "restartPolicy": "Always"}, container("1")],
        "containers": [container("500m"), {"resources": {"limits": {"cpu": "1", "memory": "1Gi"}}}, {}],
        "overhead": {"cpu": "100m"},
    }
    stack.add(DEPLOYMENT, "web", namespace="shop", spec={"template": {"spec": spec}})
    limits = [{"type": "Container", "defaultRequest": {"cpu": "50m"}, "default": {"memory": "2Gi"}}]
    stack.add("kubernetes:core/v1:LimitRange", "usual", namespace="shop", spec={"limits": limits})

    wanted = rows(stack.account())["shop"].demand

    # The first init container takes 2 cores, more than 0.3 beside 0.5, 1 (its limit) and 0.05 (the default); 0.1 on top.
    assert wanted.cores.expected == Decimal("2.1")
    assert wanted.gib.expected == 3
    assert wanted.silent == ()


@pytest.mark.parametrize(
    ("kind", "spec", "expected"),
    [
        ("apps/v1:StatefulSet", {"replicas": 3}, (3, 3, 3)),
        ("apps/v1:DaemonSet", {}, (2, 2, 6)),
        ("batch/v1:Job", {"parallelism": 2}, (0, 0, 2)),
        ("apps/v1:Deployment", {"replicas": 0}, (0, 0, 0)),
    ],
)
def test_how_many_pods_a_workload_has(
    stack: Stack, kind: str, spec: dict[str, Any], expected: tuple[int, int, int]
) -> None:
    stack.eks()
    stack.add(f"kubernetes:{kind}", "one", namespace="shop", spec={**spec, **pods("1", "1Gi")})

    cores = rows(stack.account())["shop"].demand.cores

    assert (cores.least, cores.expected, cores.most) == decimals(*expected)


def test_keda_scales_a_rollout_between_its_own_bounds(stack: Stack) -> None:
    stack.eks()
    stack.add(ROLLOUT, "web", namespace="shop", spec=pods("1", "1Gi"))
    bounds = {
        "scaleTargetRef": {"kind": "Rollout", "name": "web"},
        "minReplicaCount": 3,
        "maxReplicaCount": 20,
    }
    stack.add("kubernetes:keda.sh/v1alpha1:ScaledObject", "web", namespace="shop", spec=bounds)

    cores = rows(stack.account())["shop"].demand.cores

    assert (cores.least, cores.expected, cores.most) == decimals(3, 3, 20)


def test_a_volume_is_of_its_namespace_and_beside_the_node_pools(stack: Stack) -> None:
    stack.eks()
    stack.add(
        "kubernetes:core/v1:PersistentVolumeClaim", "data", namespace="shop",
        spec={"storageClassName": "gp3", "resources": {"requests": {"storage": "100Gi"}}},
    )  # fmt: skip

    account = stack.account()
    row = rows(account)["shop"]

    assert row.volumes.expected == row.monthly.expected == Decimal("8.00")
    assert account.idle == account.pools.monthly.expected


def test_a_load_balancer_is_of_the_namespace_whose_pods_it_sends_to(stack: Stack, make: Make) -> None:
    stack.eks()
    stack.balance("shop", make)

    account = stack.account()

    # 730 hours at 0.0225 USD and three public addresses at 0.005 USD, before its use.
    assert rows(account)["shop"].load_balancers.least >= Decimal("16.425") + Decimal("10.95")
    assert rows(account)["shop"].monthly == rows(account)["shop"].load_balancers


def test_a_load_balancer_of_two_namespaces_is_of_neither(stack: Stack, make: Make) -> None:
    stack.eks()
    stack.balance("shop", make)
    stack.bind("stock")

    assert {name: row.monthly.most for name, row in rows(stack.account()).items()} == {"shop": 0, "stock": 0}


def test_a_machine_of_unknown_memory_is_named_and_all_of_it_is_idle(stack: Stack, price: Price) -> None:
    stack.eks()
    stack.add(DEPLOYMENT, "web", namespace="shop", spec=pods("1", "1Gi"))
    shipped = shipped_sizes()
    sizes = shipped.model_copy(update={"memory": shipped.memory.model_copy(update={"groups": {}})})

    (account,) = accounts(stack.entries, price(*stack.entries).lines, sizes)

    assert notes(account) == ("the memory of c5.xlarge is not known; add it to policies/cost/sizes.yaml",)
    assert account.idle == account.pools.monthly.expected == Decimal("256.20")


def test_a_cluster_without_pools_says_so(stack: Stack) -> None:
    stack.eks()
    stack.entries = [entry for entry in stack.entries if "nodeGroup" not in entry["type"]]
    stack.add(DEPLOYMENT, "web", namespace="shop", spec=pods("1", "1Gi"))

    account = stack.account()

    assert notes(account) == ("no node pool of it is part of this stack, so that requests cost nothing here",)
    assert (account.idle, rows(account)["shop"].monthly.most) == decimals(0, 0)


def test_the_order_of_resources_changes_nothing(stack: Stack) -> None:
    stack.eks()
    stack.gke()
    for number in range(6):
        for cluster in ("alpha", "beta"):
            stack.add(
                DEPLOYMENT,
                f"web-{number}",
                namespace=f"n{number % 3}",
                cluster=cluster,
                spec=pods("70m", "90Mi"),
            )
    first = as_json(stack.accounts())
    for seed in range(5):
        random.Random(seed).shuffle(stack.entries)  # noqa: S311 - an order, no secret
        assert as_json(stack.accounts()) == first


def test_the_memory_of_every_machine_that_has_a_price_is_known() -> None:
    sizes = shipped_sizes()
    machines = {
        price.key.split(".", 1)[1].removeprefix("vm.")
        for price in shipped_prices()
        if price.key.startswith(("ec2.", "gce.", "azure.vm."))
        and not price.key.startswith(("ec2.cpu-credit", "gce.pd-"))
    }

    assert [machine for machine in sorted(machines) if memory(machine, sizes) is None] == []
    assert [memory(name, sizes) for name in ("t3.large", "c5.xlarge", "r5.xlarge", "c6g.medium", "n2-highmem-4")] == [
        8, 8, 32, 2, 32,
    ]  # fmt: skip
    assert [memory(name, sizes) for name in ("e2-medium", "e2-standard-2", "Standard_D4lds_v5", "Standard_E4ds_v5")] == [
        4, 8, 8, 32,
    ]  # fmt: skip
    assert memory("x9.large", sizes) is None
