"""Azure, by its native provider, one module per service."""

from typing import Final

MODULES: Final[dict[str, tuple[str, ...]]] = {
    "authorization": ("authorization",),
    "compute": ("compute",),
    "consumption": ("consumption",),
    "containerregistry": ("containerregistry",),
    "containerservice": ("containerservice",),
    "dbforpostgresql": ("dbforpostgresql",),
    "keyvault": ("keyvault",),
    "managedidentity": ("managedidentity",),
    "monitor": ("monitor",),
    "network": ("network",),
    "operationalinsights": ("operationalinsights",),
    "privatedns": ("privatedns",),
    "resources": ("resources",),
    "storage": ("storage",),
}
"""The modules of this folder that know a service, by the service's name in a token."""
