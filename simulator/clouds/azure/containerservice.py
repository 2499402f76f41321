"""AKS: clusters, their pools and the windows in which they are upgraded."""

import ipaddress
import re
from base64 import b64encode
from collections.abc import Mapping
from typing import Any

from components.foundation.support_calendar import AKS, REVIEWED, Standing
from simulator.clouds.azure.resource_manager import azure_kind
from simulator.clouds.case import Case
from simulator.clouds.kind import Inside
from simulator.clouds.refusals import Given, Refused, between, matches, one_of
from simulator.clouds.scope import Scope
from simulator.clouds.templates import digest
from simulator.values import UNKNOWN, reveal

API = "2025-09-01"
POOL = r"[a-z][a-z0-9]{0,11}"
POOL_RULE = "1 to 12 lower-case letters and digits, from a letter on"
SYSTEM_TAINT = "CriticalAddonsOnly=true:NoSchedule"
WINDOWS = ("default", "aksManagedAutoUpgradeSchedule", "aksManagedNodeOSUpgradeSchedule")
SIZE = re.compile(r"Standard_([A-Z]+)(\d+)[a-z]*(_v\d+)?")


def _prefix(case: Case) -> Any:
    """Return what a cluster's names begin with: its prefix, a dash and eight digits of its own."""
    prefix = case.known("dnsPrefix") or case.known("fqdnSubdomain") or case.known("resourceName")
    return f"{prefix}-{digest(case.urn, 8)}"


def _fqdn(case: Case) -> Any:
    if Given(case.inputs).true("apiServerAccessProfile.enablePrivateCluster"):
        return None
    return case.text(f"{_prefix(case)}.hcp.{_location(case)}.azmk8s.io")


def _private_fqdn(case: Case) -> Any:
    if not Given(case.inputs).true("apiServerAccessProfile.enablePrivateCluster"):
        return None
    return case.text(f"{_prefix(case)}.privatelink.{_location(case)}.azmk8s.io")


def _portal_fqdn(case: Case) -> Any:
    return case.text(f"{_prefix(case)}.portal.hcp.{_location(case)}.azmk8s.io")


def _location(case: Case) -> Any:
    return case.known("location") or case.scope.location


def _issuer(case: Case) -> Any:
    """Return the issuer of a cluster's tokens, known once it stands."""
    if not Given(case.inputs).true("oidcIssuerProfile.enabled"):
        return None
    return case.text(f"https://{_location(case)}.oic.prod-aks.azure.com/{{tenant}}/{{uuid:36.issuer}}/")


def _current(case: Case) -> Any:
    version = reveal(case["kubernetesVersion"])
    if version is UNKNOWN:
        return UNKNOWN
    return version if str(version).count(".") > 1 else f"{version or '1.35'}.1"


def _version(given: Given) -> Refused:
    version = given.text("kubernetesVersion")
    if version is None:
        return
    standing = AKS.standing(version, REVIEWED)
    long = given.text("supportPlan") == "AKSLongTermSupport" and given.text("sku.tier") == "Premium"
    if standing is Standing.ENDED or AKS.gone(version, REVIEWED) or (standing.surcharged and not long):
        yield (
            "kubernetesVersion",
            f"kubernetesVersion {given.shown('kubernetesVersion')} is not supported in this region",
        )


def _addresses(given: Given) -> Refused:
    """Source: AKS, ContainerServiceNetworkProfile: the DNS address lies in the service range; ranges do not meet."""
    try:
        service, pods = (
            ipaddress.IPv4Network(text) if (text := given.text(f"networkProfile.{name}")) else None
            for name in ("serviceCidr", "podCidr")
        )
        dns = given.text("networkProfile.dnsServiceIP")
        address = ipaddress.IPv4Address(dns) if dns else None
    except ValueError as fault:
        yield "networkProfile", f"networkProfile holds no address: {fault}"
        return
    if service and address and address not in service:
        yield "networkProfile.dnsServiceIP", f"dnsServiceIP {address} is not within serviceCidr {service}"
    if service and service.prefixlen <= 12:
        yield "networkProfile.serviceCidr", f"serviceCidr must be smaller than a /12, not {service}"
    if service and pods and service.overlaps(pods):
        yield "networkProfile.podCidr", f"podCidr {pods} overlaps serviceCidr {service}"
    if (
        given.text("networkProfile.networkDataplane") == "cilium"
        and given.known("networkProfile.networkPlugin") is not None
        and given.text("networkProfile.networkPlugin") != "azure"
    ):
        yield "networkProfile.networkPlugin", "the cilium dataplane needs networkPlugin azure"


def _api_server(given: Given) -> Refused:
    """Source: AKS, API server access: a private cluster takes no authorised ranges; integration needs a subnet."""
    at = "apiServerAccessProfile"
    if given.true(f"{at}.enablePrivateCluster") and given.items(f"{at}.authorizedIPRanges"):
        yield f"{at}.authorizedIPRanges", "authorizedIPRanges cannot be set on a private cluster"
    if given.true(f"{at}.enableVnetIntegration") and given.lacks(f"{at}.subnetId"):
        yield f"{at}.subnetId", "enableVnetIntegration needs subnetId to be set for a network of yours"


def _local_accounts(given: Given) -> Refused:
    """Source: AKS, disabling local accounts: only where Entra lets people in."""
    if given.true("disableLocalAccounts") and given.lacks("aadProfile"):
        yield "disableLocalAccounts", "disableLocalAccounts needs aadProfile to be set"


def _system_pools(given: Given) -> Refused:
    """Source: AKS system node pools; Azure/AKS#2578: one at least, of four virtual CPUs, with no taint but one."""
    pools = list(given.objects("agentPoolProfiles"))
    if pools and all(pool.lacks("mode") or pool.text("mode") not in {None, "System"} for _, pool in pools):
        yield "agentPoolProfiles", "agentPoolProfiles must hold a pool of mode System"
    for path, pool in pools:
        yield from _pool(pool, f"{path}.", "name")


def _pool(pool: Given, place: str, name: str) -> Refused:
    text = pool.text(name)
    if text is not None and not re.fullmatch(POOL, text):
        yield f"{place}{name}", f"{name} must be {POOL_RULE}, not {pool.shown(name)}"
    if pool.text("mode") == "System":
        yield from _system_pool(pool, place)
    least, most = pool.number("minCount"), pool.number("maxCount")
    if pool.true("enableAutoScaling"):
        if least is not None and most is not None and least > most:
            yield f"{place}minCount", f"minCount must not be above maxCount, {least:g} > {most:g}"
        if pool.text("mode") == "System" and least == 0:
            yield f"{place}minCount", "minCount of a system pool must be at least 1"


def _system_pool(pool: Given, place: str) -> Refused:
    for taint in pool.items("nodeTaints"):
        if isinstance(taint, str) and taint != SYSTEM_TAINT:
            yield f"{place}nodeTaints", f"a system pool takes no taint but {SYSTEM_TAINT}"
    size = SIZE.fullmatch(pool.text("vmSize") or "")
    if size and (size.group(1) == "B" or int(size.group(2)) < 4):
        yield (
            f"{place}vmSize",
            "vmSize of a system pool must have 4 virtual CPUs or more and not be burstable",
        )
    if pool.text("osType") == "Windows":
        yield f"{place}osType", "osType of a system pool must be Linux"


def _own_pool(given: Given) -> Refused:
    yield from _pool(given, "", "agentPoolName")


def credentials(args: Mapping[str, Any], scope: Scope) -> Mapping[str, Any]:
    """Answer ``listManagedClusterUserCredentials``: a kubeconfig that logs in through kubelogin."""
    name = str(reveal(args.get("resourceName")))
    case = Case(f"credentials {name}", {"dnsPrefix": name}, scope)
    server = f"https://{_prefix(case)}.privatelink.{_location(case)}.azmk8s.io:443"
    text = (
        "apiVersion: v1\nkind: Config\n"
        f"clusters: [{{name: {name}, cluster: {{server: '{server}', certificate-authority-data: LS0t}}}}]\n"
        f"contexts: [{{name: {name}, context: {{cluster: {name}, user: clusterUser}}}}]\n"
        f"current-context: {name}\n"
        "users: [{name: clusterUser, user: {exec: {apiVersion: client.authentication.k8s.io/v1beta1, "
        f"command: kubelogin, args: [get-token, --tenant-id, '{scope.tenant}', --login, devicecode]}}}}}}]\n"
    )
    return {"kubeconfigs": [{"name": "clusterUser", "value": b64encode(text.encode()).decode()}]}


FUNCTIONS = {"azure-native:containerservice:listManagedClusterUserCredentials": credentials}

KINDS = (
    azure_kind(
        "azure-native:containerservice:ManagedCluster",
        "Microsoft.ContainerService/managedClusters/{resourceName}",
        name="resourceName",
        identity=True,
        etag="eTag",
        outputs={
            "fqdn": _fqdn,
            "privateFQDN": _private_fqdn,
            "azurePortalFQDN": _portal_fqdn,
            "currentKubernetesVersion": _current,
            "kubernetesVersion": "1.35",
            "maxAgentPools": 100,
            "powerState": {"code": "Running"},
            "resourceUID": "{hex:24}",
            "nodeResourceGroup": lambda case: case.text(
                f"MC_{{resourceGroupName}}_{{resourceName}}_{_location(case)}"
            ),
            "oidcIssuerProfile": Inside({"issuerURL": _issuer}),
        },
        refusals=(
            matches(
                "resourceName", r"[A-Za-z0-9]([\w-]{0,61}[A-Za-z0-9])?", "1 to 63 letters, digits, - and _"
            ),
            matches(
                "dnsPrefix",
                r"[A-Za-z0-9]([A-Za-z0-9-]{0,52}[A-Za-z0-9])?",
                "1 to 54 letters, digits and hyphens",
            ),
            one_of("sku.tier", ("Free", "Standard", "Premium")),
            _version,
            _addresses,
            _api_server,
            _local_accounts,
            _system_pools,
        ),
    ),
    azure_kind(
        "azure-native:containerservice:AgentPool",
        "Microsoft.ContainerService/managedClusters/{resourceName}/agentPools/{agentPoolName}",
        name="agentPoolName",
        etag="eTag",
        outputs={
            "currentOrchestratorVersion": "1.35.1",
            "orchestratorVersion": "1.35",
            "nodeImageVersion": "AKSAzureLinux-V3gen2-202611.10.0",
            "powerState": {"code": "Running"},
        },
        refusals=(between("count", 0, 1000), between("maxCount", 1, 1000), _own_pool),
    ),
    azure_kind(
        "azure-native:containerservice:MaintenanceConfiguration",
        "Microsoft.ContainerService/managedClusters/{resourceName}/maintenanceConfigurations/{configName}",
        name="configName",
        etag=None,
        state=False,
        refusals=(
            one_of("configName", WINDOWS),
            between("maintenanceWindow.durationHours", 4, 24, "hours"),
        ),
    ),
)
