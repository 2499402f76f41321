"""The simulated clouds as provider plugins, spoken to over gRPC by Pulumi's own engine.

``infra simulate`` starts one server a package on a loopback port and names the ports in ``PULUMI_DEBUG_PROVIDERS``. The
plugins ask :mod:`simulator.clouds`, so the engine and the in-process simulator get the very same answers.
"""
