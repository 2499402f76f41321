"""Valid inputs of the types at the edge, as a program registers them."""

from typing import Any

ACCOUNT = "111122223333"
CERTIFICATE = f"arn:aws:acm:us-east-1:{ACCOUNT}:certificate/0a"
BALANCER = f"arn:aws:elasticloadbalancing:us-east-1:{ACCOUNT}:loadbalancer/app/edge/0a"
LISTENER = f"arn:aws:elasticloadbalancing:us-east-1:{ACCOUNT}:listener/app/edge/0a/0b"
GROUP = f"arn:aws:elasticloadbalancing:us-east-1:{ACCOUNT}:targetgroup/blue/0a"
WEB_ACL = f"arn:aws:wafv2:us-east-1:{ACCOUNT}:regional/webacl/edge/0a"
STORE = f"arn:aws:cloudfront::{ACCOUNT}:key-value-store/0a"
POLICY = (
    '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"logs:PutLogEvents","Resource":"*"}]}'
)
SEEN = {"cloudwatchMetricsEnabled": True, "sampledRequestsEnabled": True, "metricName": "edge"}

EDGE: dict[str, dict[str, Any]] = {
    "aws:route53/zone:Zone": {"name": "aws.example.com", "tags": {"Name": "zone"}},
    "aws:route53/zoneAssociation:ZoneAssociation": {
        "zoneId": "Z0A",
        "vpcId": "vpc-1",
        "vpcRegion": "us-west-2",
    },
    "aws:route53/record:Record": {
        "zoneId": "Z0A",
        "name": "origin.aws.example.com",
        "type": "A",
        "setIdentifier": "us-east-1",
        "failoverRoutingPolicies": [{"type": "PRIMARY"}],
        "healthCheckId": "0a",
        "aliases": [{"name": "edge.elb.amazonaws.com", "zoneId": "Z35", "evaluateTargetHealth": True}],
    },
    "aws:route53/healthCheck:HealthCheck": {
        "type": "HTTPS_STR_MATCH",
        "fqdn": "origin.aws.example.com",
        "port": 443,
        "resourcePath": "/health",
        "searchString": "ok",
        "requestInterval": 30,
        "failureThreshold": 3,
        "regions": ["us-east-1", "us-west-2", "eu-west-1"],
    },
    "aws:route53/queryLog:QueryLog": {
        "zoneId": "Z0A",
        "cloudwatchLogGroupArn": f"arn:aws:logs:us-east-1:{ACCOUNT}:log-group:/aws/route53/aws.example.com",
    },
    "aws:route53/keySigningKey:KeySigningKey": {
        "hostedZoneId": "Z0A",
        "keyManagementServiceArn": f"arn:aws:kms:us-east-1:{ACCOUNT}:key/0a",
        "name": "production_1",
    },
    "aws:route53/hostedZoneDnsSec:HostedZoneDnsSec": {"hostedZoneId": "Z0A", "signingStatus": "SIGNING"},
    "aws:acm/certificate:Certificate": {
        "domainName": "*.aws.example.com",
        "subjectAlternativeNames": ["aws.example.com"],
        "validationMethod": "DNS",
        "keyAlgorithm": "RSA_2048",
    },
    "aws:acm/certificateValidation:CertificateValidation": {
        "certificateArn": CERTIFICATE,
        "validationRecordFqdns": ["_0a.aws.example.com"],
    },
    "aws:lb/loadBalancer:LoadBalancer": {
        "name": "production-edge",
        "subnets": ["subnet-0a", "subnet-0b"],
        "securityGroups": ["sg-0a"],
        "accessLogs": {"bucket": "logs", "enabled": True, "prefix": "edge"},
    },
    "aws:lb/listener:Listener": {
        "loadBalancerArn": BALANCER,
        "port": 443,
        "protocol": "HTTPS",
        "certificateArn": CERTIFICATE,
        "sslPolicy": "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09",
        "defaultActions": [
            {"type": "fixed-response", "fixedResponse": {"contentType": "text/plain", "statusCode": "403"}}
        ],
    },
    "aws:lb/listenerRule:ListenerRule": {
        "listenerArn": LISTENER,
        "priority": 10,
        "conditions": [{"httpHeader": {"httpHeaderName": "x-origin-verify", "values": ["a", "b"]}}],
        "actions": [{"type": "forward", "forward": {"targetGroups": [{"arn": GROUP, "weight": 100}]}}],
    },
    "aws:lb/targetGroup:TargetGroup": {
        "name": "production-blue",
        "port": 8443,
        "protocol": "HTTPS",
        "targetType": "ip",
        "vpcId": "vpc-1",
        "healthCheck": {
            "path": "/health",
            "interval": 15,
            "timeout": 5,
            "healthyThreshold": 2,
            "unhealthyThreshold": 3,
        },
        "stickiness": {"type": "lb_cookie", "enabled": False, "cookieDuration": 86400},
    },
    "aws:wafv2/webAcl:WebAcl": {
        "name": "edge",
        "scope": "REGIONAL",
        "defaultAction": {"allow": {}},
        "rules": [
            {
                "name": "rate",
                "priority": 0,
                "action": {"block": {}},
                "statement": {"rateBasedStatement": {"limit": 2000, "aggregateKeyType": "IP"}},
                "visibilityConfig": SEEN,
            },
            {
                "name": "common",
                "priority": 1,
                "overrideAction": {"none": {}},
                "statement": {
                    "managedRuleGroupStatement": {"vendorName": "AWS", "name": "AWSManagedRulesCommonRuleSet"}
                },
                "visibilityConfig": SEEN,
            },
        ],
        "visibilityConfig": SEEN,
    },
    "aws:wafv2/webAclAssociation:WebAclAssociation": {"webAclArn": WEB_ACL, "resourceArn": BALANCER},
    "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration": {
        "resourceArn": WEB_ACL,
        "logDestinationConfigs": [f"arn:aws:logs:us-east-1:{ACCOUNT}:log-group:aws-waf-logs-edge"],
        "redactedFields": [{"singleHeader": {"name": "cookie"}}],
    },
    "aws:wafv2/ipSet:IpSet": {
        "name": "blocked",
        "scope": "REGIONAL",
        "ipAddressVersion": "IPV4",
        "addresses": ["192.0.2.0/24"],
    },
    "aws:cloudfront/distribution:Distribution": {
        "enabled": True,
        "aliases": ["app.aws.example.com"],
        "origins": [
            {
                "originId": "pages",
                "domainName": "pages.s3.us-east-1.amazonaws.com",
                "originAccessControlId": "E0A",
            }
        ],
        "defaultCacheBehavior": {
            "targetOriginId": "pages",
            "viewerProtocolPolicy": "redirect-to-https",
            "allowedMethods": ["GET", "HEAD"],
            "cachedMethods": ["GET", "HEAD"],
            "cachePolicyId": "0a",
        },
        "httpVersion": "http2and3",
        "restrictions": {"geoRestriction": {"restrictionType": "none"}},
        "viewerCertificate": {
            "acmCertificateArn": CERTIFICATE,
            "sslSupportMethod": "sni-only",
            "minimumProtocolVersion": "TLSv1.2_2021",
        },
    },
    "aws:cloudfront/originAccessControl:OriginAccessControl": {
        "name": "pages",
        "originAccessControlOriginType": "s3",
        "signingBehavior": "always",
        "signingProtocol": "sigv4",
    },
    "aws:cloudfront/cachePolicy:CachePolicy": {
        "name": "html",
        "minTtl": 0,
        "defaultTtl": 300,
        "maxTtl": 300,
        "parametersInCacheKeyAndForwardedToOrigin": {
            "cookiesConfig": {"cookieBehavior": "none"},
            "headersConfig": {"headerBehavior": "none"},
            "queryStringsConfig": {"queryStringBehavior": "none"},
        },
    },
    "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy": {
        "name": "html",
        "securityHeadersConfig": {"contentTypeOptions": {"override": True}},
    },
    "aws:cloudfront/function:Function": {
        "name": "pointer",
        "runtime": "cloudfront-js-2.0",
        "code": "function handler(event) { return event.request; }",
        "keyValueStoreAssociations": [STORE],
    },
    "aws:cloudfront/keyValueStore:KeyValueStore": {"name": "pointer", "comment": "Which release is live"},
    "aws:cloudfront/keyvaluestoreKey:KeyvaluestoreKey": {
        "keyValueStoreArn": STORE,
        "key": "release",
        "value": "initial",
    },
    "aws:cloudwatch/logDeliverySource:LogDeliverySource": {
        "name": "cdn",
        "logType": "ACCESS_LOGS",
        "resourceArn": f"arn:aws:cloudfront::{ACCOUNT}:distribution/E0A",
    },
    "aws:cloudwatch/logDeliveryDestination:LogDeliveryDestination": {
        "name": "cdn",
        "outputFormat": "json",
        "deliveryDestinationConfiguration": {"destinationResourceArn": "arn:aws:s3:::logs"},
    },
    "aws:cloudwatch/logDelivery:LogDelivery": {
        "deliverySourceName": "cdn",
        "deliveryDestinationArn": f"arn:aws:logs:us-east-1:{ACCOUNT}:delivery-destination:cdn",
        "s3DeliveryConfigurations": [{"suffixPath": "/{yyyy}", "enableHiveCompatiblePath": False}],
    },
    "aws:cloudwatch/logResourcePolicy:LogResourcePolicy": {"policyName": "queries", "policyDocument": POLICY},
    "aws:ec2/managedPrefixList:ManagedPrefixList": {
        "name": "cloudflare",
        "addressFamily": "IPv4",
        "maxEntries": 25,
        "entries": [{"cidr": "104.16.0.0/13", "description": "cloudflare"}],
    },
}
