"""Changes of how the compliant AWS stack reaches outside, of who administers its clusters, and of what wakes somebody."""

from policies.framework import tokens
from tests.policies.framework.cases import absent, fails, unknown
from tests.policies.framework.samples import (
    UNKNOWN,
    Change,
    add,
    both,
    drop,
    entry,
    put,
    remove,
    unwire,
    wire,
)
from tests.policies.security.compliant import TAGS
from tests.policies.security.compliant_operations import ADMINISTRATOR, IN_CLUSTER

ENDPOINTS, ZONES, HELD = "vpc-interface-endpoints", "nat-own-zone", "eip-attached"

WAYS_OUT = (
    *(absent(ENDPOINTS, f"none of {service}", remove(f"endpoint-{service}")) for service in ("ecr.api", "ecr.dkr", "sts")),
    fails(ENDPOINTS, "of another network", both(put("endpoint-sts", "vpcId", "other"), unwire("endpoint-sts", "vpcId"))),
    unknown(ENDPOINTS, "service", put("endpoint-sts", "serviceName", UNKNOWN)),
    fails(ZONES, "through another zone", put("public", "availabilityZone", "us-east-1b")),
    absent(ZONES, "no zone", drop("private", "availabilityZone")),
    absent(ZONES, "no way out", remove("private-route"), None),
    unknown(ZONES, "zone of the gateway", put("public", "availabilityZone", UNKNOWN)),
    fails(HELD, "of nothing", unwire("nat", "allocationId")),
    fails(HELD, "known to a record alone", both(
        unwire("nat", "allocationId"), wire("origin", "records", "address"))),
    absent(HELD, "by a machine of its own", both(unwire("nat", "allocationId"), put("address", "instance", "i-1")), None),
    absent(HELD, "by an association", both(unwire("nat", "allocationId"), add(entry(tokens.EIP_ASSOCIATION, "held", {})),
           wire("held", "allocationId", "address")), None),
    absent(HELD, "by a server of files", both(unwire("nat", "allocationId"), add(entry(tokens.TRANSFER_SERVER, "files", {"tags": TAGS})),
           wire("files", "endpointDetails", "address")), None),
    unknown(HELD, "its machine", both(unwire("nat", "allocationId"), put("address", "networkInterface", UNKNOWN)), None),
)  # fmt: skip

ADMINS, APART, COMPLETE = "eks-admins-few", "ng-system-apart", "eks-addons-complete"
GRANT = {
    "clusterName": "platform",
    "principalArn": "arn:aws:iam::123456789012:role/a",
    "policyArn": ADMINISTRATOR,
}


def third(**more: object) -> Change:
    inputs = {**GRANT, "accessScope": {"type": "cluster"}, **more}
    return add(entry(tokens.ACCESS_POLICY, "third-rights", inputs, edges=IN_CLUSTER))


CLUSTERS = (
    fails(ADMINS, "a third one", third()),
    fails(ADMINS, "a third one with the other policy", third(policyArn="arn:aws:eks::aws:cluster-access-policy/AmazonEKSAdminPolicy")),
    fails(ADMINS, "a third one by name", both(third(), unwire("third-rights", "clusterName"))),
    fails(ADMINS, "a user", put("deployer-rights", "principalArn", "arn:aws:iam::123456789012:user/somebody")),
    absent(ADMINS, "of one namespace", third(accessScope={"type": "namespace", "namespaces": ["app"]}), None),
    absent(ADMINS, "who looks alone", third(policyArn="arn:aws:eks::aws:cluster-access-policy/AmazonEKSViewPolicy"), None),
    absent(ADMINS, "of another cluster", both(third(clusterName="other"), unwire("third-rights", "clusterName")), None),
    absent(ADMINS, "nobody", drop("deployer-rights", "principalArn")),
    unknown(ADMINS, "who", put("deployer-rights", "principalArn", UNKNOWN)),
    unknown(ADMINS, "a role of the stack", both(
        put("deployer-rights", "principalArn", UNKNOWN), wire("deployer-rights", "principalArn", "role")), None),
    unknown(ADMINS, "what the third may do", third(policyArn=UNKNOWN)),
    fails(APART, "two of them", put("system", "scalingConfig.minSize", 2)),
    fails(APART, "a taint that asks politely", put("system", "taints[0].effect", "PREFER_NO_SCHEDULE")),
    fails(APART, "a taint of a team", put("system", "taints[0].key", "team")),
    absent(APART, "no taint", drop("system", "taints")),
    absent(APART, "the taint that every cloud knows", put("system", "taints[0].key", "CriticalAddonsOnly"), None),
    absent(APART, "no bound", drop("system", "scalingConfig")),
    unknown(APART, "taint", put("system", "taints[0].key", UNKNOWN)),
    *(absent(COMPLETE, f"no {name}", remove(name)) for name in ("coredns", "kube-proxy", "aws-ebs-csi-driver")),
    fails(COMPLETE, "another name", put("coredns", "addonName", "metrics-server")),
    fails(COMPLETE, "of another cluster", both(put("coredns", "clusterName", "other"), unwire("coredns", "clusterName"))),
    absent(COMPLETE, "Cilium in the place of one", both(remove("kube-proxy"), add(
        entry(tokens.HELM_RELEASE, "network", {"chart": "cilium"}))), None),
    absent(COMPLETE, "Cilium answers for no names", both(remove("coredns"), add(
        entry(tokens.HELM_RELEASE, "network", {"chart": "cilium"})))),
    unknown(COMPLETE, "name", put("coredns", "addonName", UNKNOWN)),
)  # fmt: skip

HEARD, WATCHED = "alarm-heard", "trail-watched"

ALARMS = (
    fails(HEARD, "nobody", put("audit-alarm", "alarmActions", [])),
    fails(HEARD, "switched off", put("audit-alarm", "actionsEnabled", False)),
    absent(HEARD, "no action", drop("audit-alarm", "alarmActions")),
    unknown(HEARD, "topic is wired", put("audit-alarm", "alarmActions", UNKNOWN), None),
    unknown(HEARD, "whether it is on", put("audit-alarm", "actionsEnabled", UNKNOWN)),
    fails(WATCHED, "another pattern", put("audit-filter", "pattern", "{ $.eventName = CreateVpc }")),
    fails(WATCHED, "an alarm on something else", put("audit-alarm", "metricName", "other")),
    fails(WATCHED, "events of another trail", unwire("audit-filter", "logGroupName")),
    fails(WATCHED, "a trail whose events go elsewhere", unwire("trail", "cloudWatchLogsGroupArn")),
    absent(WATCHED, "no alarm", remove("audit-alarm")),
    absent(WATCHED, "no filter", remove("audit-filter")),
    absent(WATCHED, "no name of what is counted", drop("audit-filter", "metricTransformation")),
    unknown(WATCHED, "pattern", put("audit-filter", "pattern", UNKNOWN)),
)  # fmt: skip

SHARING, WRITTEN, NARROW = "s3-cors-narrow", "rds-password-made", "acm-narrow"
ORIGIN = "corsRules[0].allowedOrigins[0]"

DETAILS = (
    *(fails(SHARING, f"every site as {text}", put("kept-sharing", ORIGIN, text)) for text in ("*", "https://*", "http://www.example.com")),
    absent(SHARING, "no rules", drop("kept-sharing", "corsRules"), None),
    unknown(SHARING, "site", put("kept-sharing", ORIGIN, UNKNOWN)),
    fails(WRITTEN, "by somebody", unwire("db", "password")),
    fails(WRITTEN, "by somebody, and kept out of the state", both(drop("db", "password"), put("db", "passwordWo", "written"))),
    absent(WRITTEN, "RDS makes it", both(drop("db", "password"), unwire("db", "password"), put("db", "manageMasterUserPassword", True)), None),
    unknown(WRITTEN, "from a setting", both(put("db", "password", UNKNOWN), unwire("db", "password")), "fail"),
    fails(NARROW, "a whole domain", put("certificate", "domainName", "*.example.com")),
    fails(NARROW, "a whole domain beside one host", put("certificate", "subjectAlternativeNames", ["a.example.com", "*.example.org"])),
    absent(NARROW, "one host", put("certificate", "domainName", "example.com"), None),
    absent(NARROW, "no name", drop("certificate", "domainName"), None),
    unknown(NARROW, "name", put("certificate", "domainName", UNKNOWN)),
)  # fmt: skip

OPERATIONS = (*WAYS_OUT, *CLUSTERS, *ALARMS, *DETAILS)
