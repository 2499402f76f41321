"""One change of the compliant zone for each thing that a rule about Cloudflare must notice, or let be."""

from tests.policies.framework.cases import Case, absent, fails, unknown
from tests.policies.framework.samples import UNKNOWN, drop, put, remove

HSTS = "value.strict_transport_security"
WHOLE = "cf-zone-complete"


def weaker(rule: str, setting: str, value: str) -> Case:
    return fails(rule, f"{setting} {value}", put(f"cf-{setting}", "value", value))


CLOUDFLARE = (
    weaker("cf-tls-to-origin", "ssl", "full"),
    weaker("cf-tls-to-origin", "ssl", "flexible"),
    weaker("cf-tls-to-origin", "min_tls_version", "1.1"),
    absent("cf-tls-to-origin", "no value", drop("cf-ssl", "value")),
    unknown("cf-tls-to-origin", "value", put("cf-ssl", "value", UNKNOWN)),
    weaker("cf-https-everywhere", "always_use_https", "off"),
    weaker("cf-https-everywhere", "automatic_https_rewrites", "off"),
    weaker("cf-https-everywhere", "tls_1_3", "off"),
    absent("cf-https-everywhere", "no value", drop("cf-tls_1_3", "value")),
    unknown("cf-https-everywhere", "value", put("cf-tls_1_3", "value", UNKNOWN)),
    fails("cf-hsts", "off", put("cf-security_header", f"{HSTS}.enabled", False)),
    fails("cf-hsts", "half a year", put("cf-security_header", f"{HSTS}.max_age", 15768000)),
    fails("cf-hsts", "not below", put("cf-security_header", f"{HSTS}.include_subdomains", False)),
    absent("cf-hsts", "no age", drop("cf-security_header", f"{HSTS}.max_age")),
    unknown("cf-hsts", "age", put("cf-security_header", f"{HSTS}.max_age", UNKNOWN)),
    weaker("cf-no-bypass", "development_mode", "on"),
    weaker("cf-no-bypass", "always_online", "on"),
    weaker("cf-no-bypass", "browser_check", "off"),
    absent("cf-no-bypass", "no value", drop("cf-browser_check", "value")),
    unknown("cf-no-bypass", "value", put("cf-browser_check", "value", UNKNOWN)),
    fails("cf-dnssec", "disabled", put("cf-dnssec", "status", "disabled"), WHOLE),
    absent("cf-dnssec", "no status", drop("cf-dnssec", "status"), "fail", WHOLE),
    unknown("cf-dnssec", "status", put("cf-dnssec", "status", UNKNOWN), "unknown", WHOLE),
    fails("cf-origin-pulls", "off", put("cf-pulls", "enabled", False)),
    absent("cf-origin-pulls", "left out", drop("cf-pulls", "enabled")),
    unknown("cf-origin-pulls", "flag", put("cf-pulls", "enabled", UNKNOWN)),
    fails(WHOLE, "no limits in the phase", put("cf-limits", "rules", [])),
    fails(WHOLE, "OWASP switched off", put("cf-managed", "rules[1].enabled", False)),
    fails(WHOLE, "managed rules of another phase", put("cf-managed", "phase", "http_request_firewall_custom")),
    fails(WHOLE, "another ruleset", put("cf-managed", "rules[0].actionParameters.id", "c2e184081120413c86c3ab7e14069605")),
    absent(WHOLE, "no signature", remove("cf-dnssec")),
    absent(WHOLE, "no strict TLS", remove("cf-ssl")),
    absent(WHOLE, "no HSTS", remove("cf-security_header")),
    absent(WHOLE, "no rulesets", remove("cf-managed")),
    unknown(WHOLE, "rules", put("cf-limits", "phase", UNKNOWN)),
    fails("cf-record-proxied", "bare", put("cf-www", "proxied", False)),
    absent("cf-record-proxied", "left out is bare", drop("cf-www", "proxied")),
    unknown("cf-record-proxied", "flag", put("cf-www", "proxied", UNKNOWN)),
    fails("cf-record-public", "RFC 1918", put("cf-www", "content", "10.16.3.4")),
    fails("cf-record-public", "link-local", put("cf-www", "content", "169.254.169.254")),
    fails("cf-record-public", "shared space", put("cf-www", "content", "100.64.1.1")),
    absent("cf-record-public", "described by data", drop("cf-www", "content"), None),
    unknown("cf-record-public", "content", put("cf-www", "content", UNKNOWN)),
    fails("cf-record-no-wildcard", "wildcard", put("cf-www", "name", "*.example.com")),
    absent("cf-record-no-wildcard", "no name", drop("cf-www", "name"), None),
    unknown("cf-record-no-wildcard", "name", put("cf-www", "name", UNKNOWN)),
    fails("cf-monitor-https", "http", put("cf-monitor", "type", "http")),
    fails("cf-monitor-https", "any certificate", put("cf-monitor", "allowInsecure", True)),
    absent("cf-monitor-https", "http by default", drop("cf-monitor", "type")),
    unknown("cf-monitor-https", "type", put("cf-monitor", "type", UNKNOWN)),
    fails("cf-balancer-proxied", "bare", put("cf-balancer", "proxied", False)),
    fails("cf-balancer-proxied", "one pool", put("cf-balancer", "defaultPools", ["one"])),
    absent("cf-balancer-proxied", "bare by default", drop("cf-balancer", "proxied")),
    unknown("cf-balancer-proxied", "flag", put("cf-balancer", "proxied", UNKNOWN)),
    fails("cf-pool-monitored", "empty", put("cf-pool", "monitor", "")),
    absent("cf-pool-monitored", "none", drop("cf-pool", "monitor")),
    unknown("cf-pool-monitored", "monitor", put("cf-pool", "monitor", UNKNOWN), None),
)  # fmt: skip
