"""An emulated AWS on this machine: moto as a real server, spoken to over HTTP."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import boto3
import requests
from moto.server import ThreadedMotoServer

CREDENTIALS = {"aws_access_key_id": "emulated", "aws_secret_access_key": "emulated"}
ACCOUNT = "123456789012"
"""The account that moto answers as."""


@contextmanager
def emulated_aws() -> Iterator[str]:
    """Start the server on a free loopback port with nothing in it, yield its address, and stop it."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    address = f"http://{host}:{port}"
    try:
        forget(address)
        yield address
    finally:
        server.stop()


def forget(endpoint: str) -> None:
    """Empty the emulated cloud; servers of one process share it."""
    requests.post(f"{endpoint}/moto-api/reset", timeout=10)


def client(service: str, endpoint: str, region: str = "us-east-1") -> Any:
    """Return a client of the emulated service."""
    make: Any = boto3.client
    return make(service, endpoint_url=endpoint, region_name=region, **CREDENTIALS)
