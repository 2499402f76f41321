"""Valid inputs of every type of Cloudflare in use, as a program registers them."""

from typing import Any

ZONE = "0123456789abcdef0123456789abcdef"
OWNER = "fedcba9876543210fedcba9876543210"

CLOUDFLARE: dict[str, dict[str, Any]] = {
    "cloudflare:index/zone:Zone": {"name": "example.com", "account": {"id": OWNER}, "type": "full"},
    "cloudflare:index/zoneSubscription:ZoneSubscription": {
        "zoneId": ZONE,
        "frequency": "yearly",
        "ratePlan": {"id": "business"},
    },
    "cloudflare:index/zoneSetting:ZoneSetting": {"zoneId": ZONE, "settingId": "ssl", "value": "strict"},
    "cloudflare:index/zoneDnssec:ZoneDnssec": {"zoneId": ZONE, "status": "active"},
    "cloudflare:index/dnsRecord:DnsRecord": {
        "zoneId": ZONE,
        "name": "www.example.com",
        "type": "CNAME",
        "content": "example.com",
        "ttl": 1,
        "proxied": True,
    },
    "cloudflare:index/ruleset:Ruleset": {
        "zoneId": ZONE,
        "kind": "zone",
        "name": "Limits",
        "phase": "http_ratelimit",
        "rules": [
            {
                "ref": "api",
                "action": "block",
                "expression": 'starts_with(http.request.uri.path, "/api/")',
                "ratelimit": {
                    "characteristics": ["cf.colo.id", "ip.src"],
                    "period": 60,
                    "requestsPerPeriod": 100,
                    "mitigationTimeout": 60,
                },
            }
        ],
    },
    "cloudflare:index/argoTieredCaching:ArgoTieredCaching": {"zoneId": ZONE, "value": "on"},
    "cloudflare:index/leakedCredentialCheck:LeakedCredentialCheck": {"zoneId": ZONE, "enabled": True},
    "cloudflare:index/tieredCache:TieredCache": {"zoneId": ZONE, "value": "on"},
    "cloudflare:index/authenticatedOriginPullsSettings:AuthenticatedOriginPullsSettings": {
        "zoneId": ZONE,
        "enabled": True,
    },
    "cloudflare:index/loadBalancerMonitor:LoadBalancerMonitor": {
        "accountId": OWNER,
        "type": "https",
        "path": "/health",
        "expectedCodes": "200",
        "interval": 60,
        "timeout": 5,
        "retries": 2,
    },
    "cloudflare:index/loadBalancerPool:LoadBalancerPool": {
        "accountId": OWNER,
        "name": "production-east",
        "origins": [{"name": "east", "address": "203.0.113.1", "weight": 1}],
        "checkRegions": ["ENAM"],
    },
    "cloudflare:index/loadBalancer:LoadBalancer": {
        "zoneId": ZONE,
        "name": "example.com",
        "proxied": True,
        "defaultPools": ["a", "b"],
        "fallbackPool": "b",
        "steeringPolicy": "off",
    },
    "cloudflare:index/notificationPolicy:NotificationPolicy": {
        "accountId": OWNER,
        "name": "Origins",
        "alertType": "load_balancing_health_alert",
        "mechanisms": {"emails": [{"id": "oncall@example.com"}]},
    },
}
