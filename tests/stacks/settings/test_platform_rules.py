import pytest

from stacks.settings.platform_model import REGISTRIES
from tests.stacks.settings.conftest import Desk, Edit, Expected

AT = "aws.regions.us-east-1"
WORKLOADS = f"{AT}.platform.workloads"

REFUSED: dict[str, tuple[tuple[Edit, ...], tuple[Expected, ...]]] = {
    "a namespace that the region lacks": (
        (("namespace: frontend\n", "namespace: shop\n"),),
        (
            (
                "namespace: shop",
                (
                    f"{WORKLOADS}.frontend-app.namespace: shop is no namespace of this region (backend, frontend); name one "
                    "of them, or add it to namespaces"
                ),
            ),
        ),
    ),
    "an image of a registry that is not allowed": (
        (("image: frontend-app:1.0.0", "image: docker.io/somebody/app:1"),),
        (
            (
                "image: docker.io",
                (
                    f"{WORKLOADS}.frontend-app.image: docker.io/somebody/app:1 is from a registry that is not allowed here; "
                    f"take it from one of {', '.join(REGISTRIES)}, or add its registry to platform.registries"
                ),
            ),
        ),
    ),
    "a repository that the account's registry lacks": (
        (("image: frontend-app:1.0.0", "image: shop:1.0.0"),),
        (
            (
                "image: shop",
                (
                    f"{WORKLOADS}.frontend-app.image: shop is no repository of the account's registry (backend-api, "
                    "frontend-app); name one of them, or add it to aws.registry.repositories"
                ),
            ),
        ),
    ),
    "a queue that the region lacks": (
        (("queues: { orders: 100 }", "queues: { refunds: 100 }"),),
        (
            (
                "queues: { refunds: 100 }",
                (
                    f"{WORKLOADS}.backend-api.scaling.queues.refunds: refunds is no queue of this region (orders, payments, "
                    "notifications); name one of them, or add it to queues"
                ),
            ),
        ),
    ),
    "more replicas than the quota holds": (
        (("max: 20\n                  cpu: 70", "max: 30\n                  cpu: 70"),),
        tuple(
            (
                "quota: { pods: 44",
                (
                    f"{AT}.namespaces.backend.quota.{field}: is {held}, and its workloads need {needed} while a version takes "
                    f"over at the most replicas (60 x backend-api); raise it, or lower {out}"
                ),
            )
            for field, held, needed, out in (
                ("pods", "44", "60", "scaling.max"),
                ("requests_cpu", "10", "15 cores", "sizes or scaling.max"),
                ("requests_memory", "20Gi", "30 GiB", "sizes or scaling.max"),
                ("limits_cpu", "44", "60 cores", "sizes or scaling.max"),
                ("limits_memory", "88Gi", "120 GiB", "sizes or scaling.max"),
            )
        ),
    ),
    "the owner's own quota, for blue and green": (
        (('quota: { pods: 44, limits_cpu: "44", limits_memory: 88Gi }', "quota: {}"),),
        tuple(
            (
                "quota: {}",
                (
                    f"{AT}.namespaces.backend.quota.{field}: is {held}, and its workloads need {needed} while a version takes "
                    f"over at the most replicas (40 x backend-api); raise it, or lower {out}"
                ),
            )
            for field, held, needed, out in (
                ("pods", "20", "40", "scaling.max"),
                ("limits_cpu", "20", "40 cores", "sizes or scaling.max"),
                ("limits_memory", "40Gi", "80 GiB", "sizes or scaling.max"),
            )
        ),
    ),
    "a container larger than its namespace lets in": (
        (
            (
                "image: frontend-app:1.0.0",
                "image: frontend-app:1.0.0\n                sizes: { limits: { cpu: 1000m, memory: 6Gi } }",
            ),
        ),
        (
            (
                "limits: { cpu: 1000m, memory: 6Gi }",
                (
                    f"{WORKLOADS}.frontend-app.sizes.limits.memory: 6Gi exceeds the 4Gi that a container of frontend may "
                    "have, and no pod would be let in; lower it, or raise namespaces.frontend.limits.container_max"
                ),
            ),
            (
                "frontend: { mesh: ambient, routed: true }",
                (
                    f"{AT}.namespaces.frontend.quota.limits_memory: is 40Gi, and its workloads need 120 GiB while a version "
                    "takes over at the most replicas (20 x frontend-app); raise it, or lower sizes or scaling.max"
                ),
            ),
        ),
    ),
    "a proposal larger than its namespace lets in": (
        (
            (
                "image: frontend-app:1.0.0",
                'image: frontend-app:1.0.0\n                vertical: { most_cpu: "3" }',
            ),
        ),
        (
            (
                "vertical: { most_cpu",
                (
                    f"{WORKLOADS}.frontend-app.vertical.most_cpu: 3 exceeds the 2 that a container of frontend may have; lower "
                    "it"
                ),
            ),
        ),
    ),
    "a host outside of the zones": (
        (("hosts: [app.aws.example.com, example.com", "hosts: [app.aws.example.com, shop.example.org"),),
        (
            (
                "shop.example.org",
                (
                    f"{WORKLOADS}.frontend-app.route.hosts[1]: shop.example.org lies outside of the zone aws.example.com "
                    "and of example.com, so nobody would find it and no certificate names it; end it with "
                    ".aws.example.com"
                ),
            ),
        ),
    ),
    "more connections than the database has left": (
        (("database_pool: {}", "database_pool: { most: 150 }"),),
        (
            (
                "database_pool: { most: 150 }",
                (
                    f"{AT}.platform.database_pool.most: is 150, and 2 replicas with the one more of an upgrade may take 450 "
                    "connections, where beside the 80 % of database_proxy max_connections 2000 leaves 380; lower it or "
                    "replicas, or raise database.max_connections"
                ),
            ),
        ),
    ),
    "one pool in production": (
        (("database_pool: {}", "database_pool: { replicas: 1 }"),),
        (
            (
                "database_pool: { replicas: 1 }",
                (
                    f"{AT}.platform.database_pool.replicas: is 1: no application reaches the database while its node is "
                    "replaced; set 2 or more"
                ),
            ),
        ),
    ),
    "a user whom the cache does not know": (
        (("redis_exporter: {}", "redis_exporter: { user: somebody }"),),
        (
            (
                "redis_exporter: { user: somebody }",
                (
                    f"{AT}.platform.redis_exporter: logs in as somebody, whom the cache does not know (backend, frontend, "
                    "exporter); add it to cache.users, read-only"
                ),
            ),
        ),
    ),
    "sizes that nobody gives": (
        (
            (
                "image: frontend-app:1.0.0",
                "image: frontend-app:1.0.0\n                vertical: { mode: Initial, resources: [memory] }",
            ),
            ("scaling: { min: 2, max: 10, cpu: 60, memory: 70 }", "scaling: { min: 2, max: 10, cpu: 60 }"),
        ),
        (
            (
                "vertical: { mode: Initial",
                (
                    f"{WORKLOADS}.frontend-app.vertical.mode: is Initial, and nothing on this cluster gives sizes; set "
                    "platform.vertical_autoscaler.applies to true, or the mode to Off"
                ),
            ),
        ),
    ),
    "pools of Karpenter under the cluster autoscaler": (
        (("node_autoscaler: {}", "node_autoscaler: { pools: { a: { cpu: 8, memory: 32Gi } } }"),),
        (
            (
                "node_autoscaler: { pools",
                (
                    f"{AT}.platform.node_autoscaler.pools: are Karpenter's, and the cluster autoscaler looks at node groups "
                    "alone; take them out, or set cluster.autoscaler to karpenter"
                ),
            ),
        ),
    ),
    "a single replica in production": (
        (("scaling: { min: 2, max: 10", "scaling: { min: 1, max: 10"),),
        (
            (
                "scaling: { min: 1, max: 10",
                f"{WORKLOADS}.frontend-app.scaling.min: is 1: it is gone while its node is replaced; set 2 or more",
            ),
        ),
    ),
}


@pytest.mark.parametrize(("edits", "said"), REFUSED.values(), ids=REFUSED)
def test_what_workloads_and_their_surroundings_say_of_each_other(
    desk: Desk, edits: tuple[Edit, ...], said: tuple[Expected, ...]
) -> None:
    desk.edit("production", *edits)
    assert sorted(desk.faults("production")) == sorted(desk.expected("production", said))


def test_the_accounts_own_images_need_a_registry(desk: Desk) -> None:
    desk.edit("dev", ("image: ghcr.io/example/frontend-app:1.0.0", "image: frontend-app:1.0.0"))
    assert desk.faults("dev") == desk.expected(
        "dev",
        [
            (
                "image: frontend-app",
                (
                    f"{WORKLOADS}.frontend-app.image: frontend-app:1.0.0 is of the account's own registry, which has none; "
                    "describe aws.registry, or write the image with its registry's host"
                ),
            )
        ],
    )


def test_what_stands_before_a_database_needs_one(desk: Desk) -> None:
    desk.edit(
        "production", ("redis_exporter: {}", "redis_exporter: {}\n            postgres_exporter: {}", 1)
    )
    (fault,) = desk.faults("production")
    assert fault.partition(": ")[2] == (
        "aws.regions.us-west-2.platform.postgres_exporter: stands before the database of this region, and it has none; "
        "move it to the region that describes database, or take it out"
    )


def test_karpenter_makes_nodes_for_pools_alone(desk: Desk) -> None:
    desk.edit(
        "dev",
        ("autoscaler: cluster-autoscaler", "autoscaler: karpenter"),
        ("autoscaled: true", "autoscaled: false"),
    )
    assert desk.faults("dev") == desk.expected(
        "dev",
        [
            (
                "node_autoscaler: {}",
                (
                    f"{AT}.platform.node_autoscaler: names no pools, and Karpenter makes nodes for pools alone; describe one "
                    "under pools"
                ),
            )
        ],
    )


@pytest.fixture
def desk(furnished: Desk) -> Desk:
    return furnished
