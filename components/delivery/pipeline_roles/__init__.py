"""Roles of AWS that GitHub's workflows take on by OpenID Connect: one to look, one to act."""

from components.delivery.pipeline_roles.roles import PipelineRoles, PipelineRolesArgs
from components.delivery.pipeline_roles.spec import PipelinesSpec

__all__ = ["PipelineRoles", "PipelineRolesArgs", "PipelinesSpec"]
