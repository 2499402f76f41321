"""A WireGuard gateway: the way in for people, kept up by a group of one machine."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Network

import pulumi_aws as aws
import pulumi_random as random
from pulumi import Output, Resource, ResourceOptions

from components.foundation.component import Component
from components.foundation.labels import Labels
from components.foundation.placement import AwsPlacement
from components.foundation.secret_recovery import recovery_days
from components.foundation.spec import Wire
from components.networking.vpn.alarms import alarms
from components.networking.vpn.boot import boot_script
from components.networking.vpn.configuration import PORT, configuration
from components.networking.vpn.curve25519 import public_key
from components.networking.vpn.machine import HOOK, Machine, machine
from components.networking.vpn.spec import KEY_BYTES, VpnSpec


@dataclass(frozen=True, kw_only=True)
class VpnGatewayArgs:
    """A spec in its network.

    ``subnet_id`` is the public subnet of the spec's zone, ``private_route_tables`` learn the way back to the
    clients. ``own`` is the range of the VPC and ``others`` those of networks that it is peered with, by name.
    ``secret_name`` is where the configuration with the gateway's key is kept.
    """

    spec: VpnSpec
    placement: AwsPlacement
    labels: Labels
    protected: bool
    vpc_id: Wire[str]
    subnet_id: Wire[str]
    private_route_tables: Mapping[str, Wire[str]]
    own: IPv4Network
    others: Mapping[str, IPv4Network]
    secret_name: str
    secrets_key_arn: Wire[str]
    ebs_key_arn: Wire[str]
    alarm_topic_arn: Wire[str]
    network_ready: Sequence[Resource] = ()


class VpnGateway(Component):
    """A gateway that clients of named devices reach private subnets through, and nothing else.

    The public address, the clients' route and the firewall belong to an interface of its own, which the current
    machine takes; a machine is in service once its tunnel is up. Within the VPC clients keep their addresses, so
    that flow logs show who it was. Isolated subnets have no way back to clients and stay out of reach. Peers are
    read from the secret every five minutes, so that a new device starts no machine anew.

    Outputs: ``endpoint`` (host:port) and ``server_public_key`` for the clients' configuration, ``reachable``,
    the ranges to route through the tunnel, ``secret_arn``, ``security_group_id``, ``interface_id``.
    """

    urn_type = "platform:networking:VpnGateway"

    endpoint: Output[str]
    server_public_key: Output[str]
    reachable: Output[list[str]]
    secret_arn: Output[str]
    security_group_id: Output[str]
    interface_id: Output[str]

    def __init__(self, name: str, args: VpnGatewayArgs, opts: ResourceOptions | None = None) -> None:
        super().__init__(name, opts)
        self.physical = f"{args.labels.environment}-vpn"
        self.ranges = (args.own, *(args.others[other] for other in sorted(args.others)))
        private = self._private_key(name)
        secret, configured = self._configuration(name, args, private)
        group, rules = self._firewall(name, args)
        interface, address, attached = self._interface(name, args, group)
        self._routes(name, args, interface)
        waits: list[Resource] = [*args.network_ready, *rules, attached, configured]
        self._machine(name, args, group, interface, secret, waits)

        self.endpoint = Output.concat(address.public_ip, f":{PORT}")
        self.server_public_key = Output.unsecret(private.apply(public_key))
        self.reachable = Output.from_input([str(one) for one in self.ranges])
        self.secret_arn = configured.secret_arn
        self.security_group_id = group.id
        self.interface_id = interface.id
        self.publish()

    def _private_key(self, name: str) -> Output[str]:
        key = random.RandomBytes(f"{name}-key", length=KEY_BYTES, opts=self.child())
        return Output.secret(key.base64)

    def _configuration(
        self, name: str, args: VpnGatewayArgs, private: Output[str]
    ) -> tuple[aws.secretsmanager.Secret, aws.secretsmanager.SecretVersion]:
        secret = aws.secretsmanager.Secret(
            f"{name}-configuration",
            region=args.placement.region,
            name=args.secret_name,
            description="WireGuard's configuration: the gateway's key and its peers",
            kms_key_id=args.secrets_key_arn,
            recovery_window_in_days=recovery_days(protected=args.protected),
            tags=args.labels.aws(args.secret_name),
            opts=self.child(),
        )
        configured = aws.secretsmanager.SecretVersion(
            f"{name}-configuration",
            region=args.placement.region,
            secret_id=secret.id,
            secret_string=private.apply(lambda key: configuration(args.spec, key)),
            opts=self.child(),
        )
        return secret, configured

    def _firewall(self, name: str, args: VpnGatewayArgs) -> tuple[aws.ec2.SecurityGroup, list[Resource]]:
        group = aws.ec2.SecurityGroup(
            f"{name}-firewall",
            region=args.placement.region,
            description=f"The VPN gateway {self.physical}",
            vpc_id=args.vpc_id,
            tags=args.labels.aws(f"{name}-firewall"),
            opts=self.child(),
        )
        rules: list[Resource] = [self._tunnel(name, args, group, source) for source in args.spec.listen_to]
        inside = {"own": args.own, **args.others}
        rules += [self._onward(name, args, group, to, cidr) for to, cidr in sorted(inside.items())]
        rules.append(self._to_aws(name, args, group))
        return group, rules

    def _tunnel(
        self, name: str, args: VpnGatewayArgs, group: aws.ec2.SecurityGroup, source: IPv4Network
    ) -> aws.vpc.SecurityGroupIngressRule:
        role = f"{name}-from-{str(source).replace('/', '-')}"
        return aws.vpc.SecurityGroupIngressRule(
            role,
            region=args.placement.region,
            security_group_id=group.id,
            description="WireGuard from a named range",
            ip_protocol="udp",
            from_port=PORT,
            to_port=PORT,
            cidr_ipv4=str(source),
            tags=args.labels.aws(role),
            opts=self.child(),
        )

    def _onward(
        self, name: str, args: VpnGatewayArgs, group: aws.ec2.SecurityGroup, to: str, cidr: IPv4Network
    ) -> aws.vpc.SecurityGroupEgressRule:
        return aws.vpc.SecurityGroupEgressRule(
            f"{name}-to-{to}",
            region=args.placement.region,
            security_group_id=group.id,
            description="Clients onward into a private network",
            ip_protocol="-1",
            cidr_ipv4=str(cidr),
            tags=args.labels.aws(f"{name}-to-{to}"),
            opts=self.child(),
        )

    def _to_aws(
        self, name: str, args: VpnGatewayArgs, group: aws.ec2.SecurityGroup
    ) -> aws.vpc.SecurityGroupEgressRule:
        return aws.vpc.SecurityGroupEgressRule(
            f"{name}-to-aws",
            region=args.placement.region,
            security_group_id=group.id,
            description="HTTPS to the APIs of AWS and to the packages of Amazon Linux",
            ip_protocol="tcp",
            from_port=443,
            to_port=443,
            cidr_ipv4="0.0.0.0/0",
            tags=args.labels.aws(f"{name}-to-aws"),
            opts=self.child(),
        )

    def _interface(
        self, name: str, args: VpnGatewayArgs, group: aws.ec2.SecurityGroup
    ) -> tuple[aws.ec2.NetworkInterface, aws.ec2.Eip, aws.ec2.EipAssociation]:
        # Its subnet cannot change, so that another zone makes another interface beside it.
        role = f"{name}-{args.spec.zone}"
        interface = aws.ec2.NetworkInterface(
            role,
            region=args.placement.region,
            description=f"The VPN gateway {self.physical}",
            subnet_id=args.subnet_id,
            security_groups=[group.id],
            # It forwards what is neither from nor to itself.
            source_dest_check=False,
            tags=args.labels.aws(role),
            # Whichever machine has taken it is the group's affair.
            opts=self.child(ignore_changes=["attachments"]),
        )
        address = aws.ec2.Eip(
            f"{name}-address",
            region=args.placement.region,
            domain="vpc",
            tags=args.labels.aws(f"{name}-address"),
            opts=self.child(depends_on=args.network_ready),
        )
        attached = aws.ec2.EipAssociation(
            f"{name}-address",
            region=args.placement.region,
            allocation_id=address.allocation_id,
            network_interface_id=interface.id,
            allow_reassociation=True,
            opts=self.child(),
        )
        return interface, address, attached

    def _routes(self, name: str, args: VpnGatewayArgs, interface: aws.ec2.NetworkInterface) -> None:
        for zone, table_id in args.private_route_tables.items():
            aws.ec2.Route(
                f"{name}-clients-{zone}",
                region=args.placement.region,
                route_table_id=table_id,
                destination_cidr_block=str(args.spec.clients),
                network_interface_id=interface.id,
                opts=self.child(),
            )

    def _machine(
        self,
        name: str,
        args: VpnGatewayArgs,
        group: aws.ec2.SecurityGroup,
        interface: aws.ec2.NetworkInterface,
        secret: aws.secretsmanager.Secret,
        waits: list[Resource],
    ) -> None:
        script = Output.all(interface=interface.id, secret=secret.arn).apply(
            lambda ids: boot_script(
                args.spec,
                region=args.placement.region,
                own=args.own,
                reachable=self.ranges,
                interface_id=ids["interface"],
                secret_arn=ids["secret"],
                group=self.physical,
                hook=HOOK,
            )
        )
        made = Machine(
            owner=self,
            name=name,
            physical=self.physical,
            placement=args.placement,
            labels=args.labels,
            instance_type=args.spec.instance_type,
            subnet_id=args.subnet_id,
            security_group_id=group.id,
            interface_arn=interface.arn,
            secret_arn=secret.arn,
            secrets_key_arn=args.secrets_key_arn,
            ebs_key_arn=args.ebs_key_arn,
            user_data=script,
        )
        machine(made, waits)
        alarms(
            self,
            name,
            group=self.physical,
            placement=args.placement,
            labels=args.labels,
            topic_arn=args.alarm_topic_arn,
        )
