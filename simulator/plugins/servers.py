"""Serves the plugins: one port on the loopback interface a package, all in this process."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Final

import grpc
from pulumi.runtime.proto import provider_pb2_grpc

from simulator.cluster.planes import Planes
from simulator.plugins.forwarding import PACKAGE, ForwardingProvider
from simulator.plugins.packages import Package
from simulator.plugins.provider import Provider
from simulator.plugins.refusals import Plainly

OPTIONS: Final = (
    # A policy document or a manifest may be larger than the 4 MB that gRPC allows by default
    ("grpc.max_receive_message_length", -1),
    ("grpc.max_send_message_length", -1),
    # Two servers on one port would answer for each other
    ("grpc.so_reuseport", 0),
)


@contextmanager
def serving(packages: Sequence[Package], planes: Planes | None = None) -> Iterator[dict[str, int]]:
    """Serve each package until the block ends; yield their ports, which the system chooses, by package name.

    With ``planes``, objects of Kubernetes are forwarded to them.
    """
    servers: list[grpc.Server] = []
    # One call at a time: two threads that first ask about one type would each import half of its SDK, which loads its
    # modules when they are first touched; and answers are computing alone, which more threads would not quicken
    pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="plugins")
    try:
        ports: dict[str, int] = {}
        for package in packages:
            server = grpc.server(pool, interceptors=[Plainly()], options=OPTIONS)
            provider_pb2_grpc.add_ResourceProviderServicer_to_server(_provider(package, planes), server)
            ports[package.name] = server.add_insecure_port("127.0.0.1:0")
            server.start()
            servers.append(server)
        yield ports
    finally:
        for stopping in [server.stop(grace=None) for server in servers]:
            stopping.wait()
        pool.shutdown()


def _provider(package: Package, planes: Planes | None) -> Provider:
    if planes is not None and package.name == PACKAGE:
        return ForwardingProvider(package, planes)
    return Provider(package)
