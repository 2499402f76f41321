"""Guard rails that contradict what they guard, or one another."""

from typing import Any


def test_pipelines_of_all_clouds_are_the_same_jobs(desk: Any) -> None:
    pipelines = "pipelines: { repository: example/platform, environment: production }"
    desk.edit(
        "production", (pipelines, "pipelines: { repository: example/other, environment: production }", 1)
    )
    (fault,) = desk.faults("production")
    assert fault.endswith(
        "pipelines.repository: differs from aws.pipelines.repository, and a job that is let in here would be turned "
        "away there; write the same in both"
    )


def test_a_gateway_stands_in_a_zone_of_its_network(desk: Any) -> None:
    desk.edit("staging", ("          vpn:\n", "          vpn:\n            zone: f\n"))
    (fault,) = desk.faults("staging")
    assert (
        "vpn.zone: f is not a zone of this region's network (a, b), so there is no subnet for the gateway"
        in fault
    )


def test_budgets_tell_ten_addresses_at_most(desk: Any) -> None:
    mails = ", ".join(f"p{number}@example.com" for number in range(11))
    desk.edit("staging", ("alarm_emails: [platform-oncall@example.com]", f"alarm_emails: [{mails}]"))
    assert any(
        "alarm_emails: names 11 addresses, and AWS Budgets tells 10 at most; name a mailing list" in fault
        for fault in desk.faults("staging")
    )


def test_a_cluster_that_keeps_no_audit_log_has_nothing_to_forward(desk: Any) -> None:
    desk.edit(
        "staging", ("            cni: cilium\n", "            cni: cilium\n            log_types: [api]\n", 1)
    )
    (fault,) = desk.faults("staging")
    assert fault.endswith(
        "cluster.log_types: leaves out audit, and aws.audit_forwarding would forward nothing and report that nothing "
        "arrives; add audit, or take audit_forwarding out"
    )


def test_production_forwards_without_delay(desk: Any) -> None:
    desk.edit(
        "production",
        ("audit_forwarding: { log_days: 365 }", "audit_forwarding: { log_days: 30, late_seconds: 7200 }"),
    )
    assert sorted(fault.split(": ", 2)[1] for fault in desk.faults("production")) == [
        "aws.audit_forwarding.late_seconds",
        "aws.audit_forwarding.log_days",
    ]
