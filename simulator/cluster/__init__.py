"""A real control plane on loopback: API server, its store, controllers, scheduler, and nodes that are played.

What a table can only claim, this answers: schemas and CEL of definitions, Pod Security, quotas, limits, RBAC and
admission policies are those of Kubernetes itself. The one thing left out is what leaves the machine: webhooks, which an
installed chart registers under names that nothing here resolves. Nothing is downloaded: whoever starts one brings the
:class:`~simulator.cluster.programs.Programs`.
"""
