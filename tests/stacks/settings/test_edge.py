"""Cloudflare's part beside the rest of a file: pools whose cloud is gone, names nobody would find, production's floor."""

from typing import Any

import pytest

POOLS = "cloudflare.balancing.pools"
ENTRANCES = "(aws-us-east-1, aws-us-west-2, gcp-us-central1, azure-eastus)"

CASES: dict[str, tuple[str, list[Any], list[tuple[str, str]]]] = {
    "a pool of a region that is not there": (
        "production",
        [("          gcp-us-central1: {}", "          gcp-us-east4: {}"), ("gcp-us-central1, azure", "gcp-us-east4, azure")],
        [("gcp-us-east4: {}",
          (f"{POOLS}.gcp-us-east4: has no origin: it names no address, and is none of the entrances that this stack builds "
          f"{ENTRANCES}; give it an address, or the name of one of those"))],
    ),
    "a pool that nobody knows": (
        "production",
        [("          azure-eastus: {}", "          warehouse: {}"), (" azure-eastus]", " warehouse]")],
        [("warehouse: {}",
          (f"{POOLS}.warehouse: has no origin: it names no address, and is none of the entrances that this stack builds "
          f"{ENTRANCES}; give it an address, or the name of one of those"))],
    ),
    "a pool of a cloud that has no cluster": (
        "staging",
        [("          aws-us-east-1: {}\n", "          aws-us-east-1: {}\n          azure-eastus: {}\n"), ("gcp-us-central1]", "gcp-us-central1, azure-eastus]")],
        [("azure-eastus: {}",
          (f"{POOLS}.azure-eastus: has no origin: its entrance would be in azure.cluster, which is absent, so nothing would answer "
          "there; describe azure.cluster, give the pool an address, or take it out"))],
    ),
    "a domain of another zone": (
        "staging",
        [("domain: aws.example.net", "domain: aws.staging.example.com")],
        [("domain: aws.staging.example.com",
          ("aws.traffic.domain: is aws.staging.example.com, which does not lie below the zone example.net at Cloudflare: nobody "
          "would delegate it, and its certificates would never be validated; name it below the zone, as aws.example.net"))],
    ),
    "the zone itself for a domain": (
        "staging",
        [("domain: aws.example.net", "domain: example.net")],
        [("domain: example.net",
          ("aws.traffic.domain: is example.net, which does not lie below the zone example.net at Cloudflare: nobody would "
          "delegate it, and its certificates would never be validated; name it below the zone, as aws.example.net"))],
    ),
    "a record in what is delegated": (
        "production",
        [("www: { name: www,", "www: { name: www.aws,")],
        [("www: { name: www.aws,",
          ("cloudflare.records.www: lies in aws.example.com, for which Route 53 answers, so that nobody would ever read it; give "
          "it a name outside of aws"))],
    ),
    "a record over the delegation": (
        "production",
        [("www: { name: www,", "www: { name: aws,")],
        [("www: { name: aws,",
          ("cloudflare.records.www: lies in aws.example.com, for which Route 53 answers, so that nobody would ever read it; give "
          "it a name outside of aws"))],
    ),
    "no limits in production": (
        "production",
        [("        api: { path: /api/, requests: 300, period: 60, block_seconds: 60 }\n", ""),
         ("        sign-in: { path: /api/session, requests: 10, period: 60, block_seconds: 3600, methods: [POST] }\n", ""),
         ("      rate_limits:\n", "      rate_limits: {}\n")],
        [("rate_limits: {}",
          "cloudflare.rate_limits: is empty: one visitor could take all capacity; limit at least the API")],
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_an_edge_that_does_not_fit_the_rest_is_refused(desk: Any, case: str) -> None:
    stack, edits, faults = CASES[case]
    desk.edit(stack, *edits)
    assert desk.faults(stack) == desk.expected(stack, faults)


def test_a_cloud_that_is_taken_out_is_missed_by_its_pool(desk: Any) -> None:
    text = desk.file("production").read_text()
    start = text.index("    azure:\n")
    desk.write("production", text[:start])
    (fault,) = desk.faults("production")
    assert f"{POOLS}.azure-eastus: has no origin: its entrance would be in azure, which is absent" in fault


def test_a_way_in_that_is_taken_out_is_missed_by_each_of_its_pools(desk: Any) -> None:
    text = desk.file("production").read_text()
    desk.write("production", text[: text.index("      traffic:\n")] + text[text.index("      trail:") :])
    way_out = "describe aws.traffic, give the pool an address, or take it out"
    assert desk.faults("production") == desk.expected(
        "production",
        [
            (
                f"          {pool}: {{",
                (
                    f"{POOLS}.{pool}: has no origin: its entrance would be in aws.traffic, which is absent, so nothing would "
                    f"answer there; {way_out}"
                ),
            )
            for pool in ("aws-us-east-1", "aws-us-west-2")
        ],
    )


def test_an_address_of_its_own_keeps_a_pool_without_its_cloud(desk: Any) -> None:
    desk.edit(
        "staging",
        (
            "          aws-us-east-1: {}\n",
            "          aws-us-east-1: {}\n          azure-eastus: { address: 203.0.113.9 }\n",
        ),
        ("gcp-us-central1]", "gcp-us-central1, azure-eastus]"),
    )
    assert desk.faults("staging") == []


def test_a_record_whose_name_only_ends_alike_is_no_part_of_the_delegation(desk: Any) -> None:
    desk.edit("production", ("www: { name: www,", "www: { name: jaws,"))
    assert desk.faults("production") == []
