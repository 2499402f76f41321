"""Argo Workflows: jobs of several steps, run by accounts that may do no more than their steps need."""

from components.delivery.argo.workflows.argo_workflows import (
    NAMESPACE,
    WORK,
    ArgoWorkflows,
    ArgoWorkflowsArgs,
    Artifacts,
)
from components.delivery.argo.workflows.runner import RUNNER, WorkflowRunner, WorkflowRunnerArgs
from components.delivery.argo.workflows.spec import ArgoWorkflowsSpec

__all__ = [
    "NAMESPACE",
    "RUNNER",
    "WORK",
    "ArgoWorkflows",
    "ArgoWorkflowsArgs",
    "ArgoWorkflowsSpec",
    "Artifacts",
    "WorkflowRunner",
    "WorkflowRunnerArgs",
]
