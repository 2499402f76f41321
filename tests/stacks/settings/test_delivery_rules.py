"""Delivery beside the zone, the tenants, the other clusters and what is kept for it."""

import pytest

from tests.stacks.settings.conftest import Desk, Edit, Expected

EAST, WEST = "aws.regions.us-east-1.platform", "aws.regions.us-west-2.platform"
KNOWN_SECRET = "[oidc-client-secret, github-private-key, slack-token]"
PREVIEWS = "              previews: { domain: dev.example.com }\n              notifications:"

REFUSED: dict[str, tuple[tuple[Edit, ...], tuple[Expected, ...]]] = {
    "a host outside of the zone": (
        (("host: argocd.aws.example.com", "host: argocd.example.org"),),
        (
            (
                "host: argocd.example.org",
                (
                    f"{EAST}.argo_cd.host: argocd.example.org lies outside of the zone aws.example.com, so nobody would find "
                    "it and no certificate names it; end it with .aws.example.com"
                ),
            ),
        ),
    ),
    "one host for two clusters": (
        (("host: argocd-west.aws.example.com", "host: argocd.aws.example.com"),),
        (
            (
                "\n              host: argocd.aws.example.com\n",
                (
                    f"{WEST}.argo_cd.host: argocd.aws.example.com is also the host of us-east-1.argo_cd, and a name leads to "
                    "one place; give each a name of its own"
                ),
            ),
        ),
    ),
    "a namespace that nobody bounds": (
        (("repositories: [frontend-app], namespaces: [frontend]", "repositories: [frontend-app], namespaces: [frontend, shop]"),),
        (
            (
                "namespaces: [frontend, shop]",
                (
                    f"{EAST}.argo_cd.projects.frontend.namespaces: names shop, which is no namespace of this region, so that "
                    "Argo CD would make one without quota, walls and Pod Security level; take one of backend, frontend, or "
                    "add it to namespaces"
                ),
            ),
        ),
    ),
    "two owners of one workload": (
        (("                delivery: argo-cd\n", "                delivery: pulumi\n"),),
        (
            (
                "delivery: pulumi",
                (
                    f"{EAST}.workloads.backend-api.delivery: is pulumi, and the application backend-api of argo_cd delivers the "
                    "same from a repository, so that each would undo the other for ever; set it to argo-cd, or take the "
                    "application out"
                ),
            ),
        ),
    ),
    "images of an application that is not delivered": (
        (("frontend-app: { app: { image: frontend-app, follow: 1.x } }", "shop: { app: { image: frontend-app, follow: 1.x } }"),),
        (
            (
                "shop: { app",
                (
                    f"{EAST}.image_updates.applications.shop: is no application of argo_cd (backend-api, frontend-app), so "
                    "that nothing would be raised; name one of them, or add it there"
                ),
            ),
        ),
    ),
    "images of a repository that is not there": (
        (("{ api: { image: backend-api, follow: 1.x } }", "{ api: { image: shop, follow: 1.x } }"),),
        (
            (
                "{ api: { image: shop",
                (
                    f"{EAST}.image_updates.applications.backend-api.api.image: shop is no repository of the account's "
                    "registry (backend-api, frontend-app); name one of them, add it to aws.registry.repositories, or write "
                    "the image with its registry's host"
                ),
            ),
        ),
    ),
    "a secret that nobody is asked to bring": (
        (("delivery/argo-workflows: { description", "delivery/other: { description"),),
        (
            (
                "argo_workflows:",
                (
                    f"{EAST}.argo_workflows: wants oidc-client-secret of the secret delivery/argo-workflows, which nobody is "
                    "asked to bring; add it to the properties of that entry of aws.brought_secrets"
                ),
            ),
            (
                "workflows-west",
                (
                    f"{WEST}.argo_workflows: wants oidc-client-secret of the secret delivery/argo-workflows, which nobody is "
                    "asked to bring; add it to the properties of that entry of aws.brought_secrets"
                ),
            ),
        ),
    ),
    "a secret that is made at random as well": (
        (("        delivery/argo-cd: {", "        api/backend: { description: Twice, properties: [jwt_secret] }\n        delivery/argo-cd: {"),),
        (
            (
                "api/backend: { description: Twice",
                (
                    "aws.brought_secrets.api/backend: is made at random as well, and Secrets Manager keeps one secret of a "
                    "name; give it another path"
                ),
            ),
        ),
    ),
    "previews beside production": (
        (("              notifications:", PREVIEWS),),
        (
            (
                "previews: { domain",
                (
                    f"{EAST}.argo_cd.previews: code of a branch that nobody has reviewed would run beside production, in "
                    "reach of its networks: describe previews in the development environment"
                ),
            ),
        ),
    ),
    "one of each in production": (
        (("              highly_available: true\n", ""),),
        (
            (
                "argo_cd:",
                (
                    f"{EAST}.argo_cd.highly_available: is false, so that nothing is delivered or repaired while a node is "
                    "replaced: set it to true"
                ),
            ),
        ),
    ),
    "images that run unseen in production": (
        (("              author: platform-oncall@example.com\n", "              author: platform-oncall@example.com\n              reviewed: false\n"),),
        (
            (
                "reviewed: false",
                (
                    f"{EAST}.image_updates.reviewed: is false, so that whatever is pushed to a registry runs in production "
                    "unseen: set it to true"
                ),
            ),
        ),
    ),
}  # fmt: skip


@pytest.mark.parametrize(("edits", "said"), REFUSED.values(), ids=REFUSED)
def test_what_delivery_and_its_surroundings_say_of_each_other(
    desk: Desk, edits: tuple[Edit, ...], said: tuple[Expected, ...]
) -> None:
    desk.edit("production", *edits)
    found = desk.faults("production")
    sentences = [fault.partition(": ")[2] for fault in found]
    assert sorted(sentences) == sorted(sentence for _, sentence in said), "\n".join(found)
    lines = desk.file("production").read_text().splitlines()
    for fault in found:
        number = int(fault.split(":")[1])
        assert number == 0 or lines[number - 1].strip()


def test_two_clusters_do_not_write_the_same_commit(desk: Desk) -> None:
    text = desk.file("staging").read_text()
    start = text.index("            image_updates:\n")
    block = text[start : text.index("            keda:", start)]
    west = text.index("host: argocd-west")
    at = text.index("            keda:", west)
    desk.write("staging", text[:at] + block + text[at:])
    said = [fault.partition(": ")[2] for fault in desk.faults("staging")]
    assert said == [
        (
            f"{WEST}.image_updates.applications.{name}: is raised from us-east-1 already, and two clusters would write the "
            "same commit; leave one out"
        )
        for name in ("backend-api", "frontend-app")
    ]


def test_images_are_raised_where_they_are_delivered(desk: Desk) -> None:
    text = desk.file("dev").read_text()
    updates = (
        "            image_updates:\n"
        "              writer: { app_id: 1, installation_id: 2, secret: delivery/argo-cd }\n"
        "              author: a@example.com\n"
        "              applications: { api: { api: { image: ghcr.io/company/api, follow: main } } }\n"
    )
    start = text.index("            argo_cd:\n")
    end = text.index("            workloads:", start)
    desk.write("dev", text[:start] + updates + text[end:])
    assert (
        f"{EAST}.image_updates: raises images of applications, and there is no argo_cd to deliver them; describe it"
        in [fault.partition(": ")[2] for fault in desk.faults("dev")]
    )


@pytest.fixture
def desk(furnished: Desk) -> Desk:
    return furnished
