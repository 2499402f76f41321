"""How a bare machine becomes the gateway: its boot script, which holds no secret and may run again at any time.

The machine has two interfaces. Its own has no public address and lets nothing in; the gateway's carries the
public address, the route of the clients and the firewall, and moves to whichever machine is the gateway. Linux
is therefore told to send everything through the second.
"""

from collections.abc import Sequence
from ipaddress import IPv4Network
from typing import Final

from components.networking.vpn.spec import VpnSpec

ENSURE: Final = "/usr/local/sbin/vpn-ensure"

_FIREWALL: Final = """\
table inet vpn
delete table inet vpn
table inet vpn {{
  chain forward {{
    type filter hook forward priority filter; policy drop;
    tcp flags syn tcp option maxseg size set rt mtu
    ct state established,related accept
    iifname "wg0" ip saddr {clients} ip daddr {{ {reachable} }} accept
  }}
  chain leaving {{
    type nat hook postrouting priority srcnat; policy accept;
    ip saddr {clients} ip daddr != {own} masquerade
  }}
}}
"""

_ENSURE: Final = """\
#!/bin/bash
# Brings this machine into the shape of the gateway; a timer runs it again every five minutes.
set -euo pipefail
umask 077
export AWS_DEFAULT_REGION={region} AWS_RETRY_MODE=standard AWS_MAX_ATTEMPTS=5
metadata=http://169.254.169.254/latest
token=$(curl -fsS --retry 5 -X PUT -H 'X-aws-ec2-metadata-token-ttl-seconds: 300' $metadata/api/token)
imds() {{ curl -fsS --retry 5 -H "X-aws-ec2-metadata-token: $token" "$metadata/meta-data/$1"; }}

mac_of_gateway() {{
  for mac in $(imds network/interfaces/macs/); do
    [ "$(imds "network/interfaces/macs/${{mac%/}}/interface-id")" != {interface} ] || echo "${{mac%/}}"
  done
}}

mac=$(mac_of_gateway)
if [ -z "$mac" ]; then
  aws ec2 attach-network-interface --network-interface-id {interface} --instance-id "$(imds instance-id)" \\
    --device-index 1 >/dev/null
  for _ in $(seq 30); do
    mac=$(mac_of_gateway)
    [ -z "$mac" ] || break
    sleep 2
  done
fi
device=$(ip -o link | awk -v mac="$mac" '$0 ~ mac {{ sub(":", "", $2); print $2 }}')
for _ in $(seq 30); do
  ip -4 -o address show dev "$device" | grep -q inet && break
  sleep 2
done

subnet=$(imds "network/interfaces/macs/$mac/subnet-ipv4-cidr-block")
router=$(python3 -c 'import ipaddress, sys; print(ipaddress.ip_network(sys.argv[1])[1])' "$subnet")
# An answer may come in by one interface to what left by the other.
sysctl -qw net.ipv4.conf.all.rp_filter=2 net.ipv4.ip_forward=1
ip route replace "$subnet" dev "$device" scope link metric 1
ip route replace default via "$router" dev "$device" metric 1

{{ command -v wg && command -v nft; }} >/dev/null || dnf install -y -q wireguard-tools nftables
nft -f /etc/vpn.nft

ip link show wg0 >/dev/null 2>&1 || ip link add wg0 type wireguard
ip address replace {gateway} dev wg0
ip link set wg0 mtu 1420 up
secret=$(mktemp -p /run)
trap 'rm -f "$secret"' EXIT
aws secretsmanager get-secret-value --secret-id '{secret}' --query SecretString --output text >"$secret"
wg syncconf wg0 "$secret"
"""

_UNITS: Final = """\
cat >/etc/systemd/system/vpn-ensure.service <<'UNIT'
[Unit]
Description=Bring the VPN gateway into shape
Wants=network-online.target
After=network-online.target
[Service]
Type=oneshot
ExecStart={ensure}
UNIT
cat >/etc/systemd/system/vpn-ensure.timer <<'UNIT'
[Unit]
Description=Keep the VPN gateway in shape
[Timer]
OnBootSec=10s
OnUnitActiveSec=5min
[Install]
WantedBy=timers.target
UNIT
"""

_BOOT: Final = """\
#!/bin/bash
set -euo pipefail
umask 077
cat >/etc/vpn.nft <<'RULES'
{firewall}RULES
cat >{ensure} <<'SCRIPT'
{script}SCRIPT
chmod 0700 {ensure}
{units}systemctl daemon-reload

# The interface comes free only when the gateway before this one is gone.
for _ in $(seq 40); do
  {ensure} && up=yes && break
  sleep 15
done
[ "${{up:-no}}" = yes ]  # else nobody says that it is up, and the group starts another machine
systemctl enable --now vpn-ensure.timer
token=$(curl -fsS -X PUT -H 'X-aws-ec2-metadata-token-ttl-seconds: 60' http://169.254.169.254/latest/api/token)
id=$(curl -fsS -H "X-aws-ec2-metadata-token: $token" http://169.254.169.254/latest/meta-data/instance-id)
aws autoscaling complete-lifecycle-action --region {region} --auto-scaling-group-name {group} \\
  --lifecycle-hook-name {hook} --instance-id "$id" --lifecycle-action-result CONTINUE
"""


def boot_script(
    spec: VpnSpec,
    *,
    region: str,
    own: IPv4Network,
    reachable: Sequence[IPv4Network],
    interface_id: str,
    secret_arn: str,
    group: str,
    hook: str,
) -> str:
    """Return the script.

    :param own: the range of the gateway's VPC, in which clients keep their addresses. Beyond it the gateway
        lends them its own, because a peering carries no address that neither VPC holds.
    :param reachable: every range that clients may reach; the internet is not among them.
    """
    firewall = _FIREWALL.format(clients=spec.clients, own=own, reachable=", ".join(map(str, reachable)))
    script = _ENSURE.format(
        region=region,
        interface=interface_id,
        gateway=f"{spec.gateway_address}/{spec.clients.prefixlen}",
        secret=secret_arn,
    )
    return _BOOT.format(
        firewall=firewall,
        script=script,
        units=_UNITS.format(ensure=ENSURE),
        ensure=ENSURE,
        region=region,
        group=group,
        hook=hook,
    )
