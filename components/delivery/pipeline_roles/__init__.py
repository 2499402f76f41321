"""Roles of AWS that GitHub's workflows take on by OpenID Connect: one to look, one to act."""

from components.delivery.pipeline_roles.roles import PipelineRoles, PipelineRolesArgs
from components.delivery.pipeline_roles.spec import PipelinesSpec
from components.delivery.pipeline_roles.subjects import deploy_subjects, preview_subjects

__all__ = ["PipelineRoles", "PipelineRolesArgs", "PipelinesSpec", "deploy_subjects", "preview_subjects"]
