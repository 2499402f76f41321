"""AWS Config: what every resource of the account looked like and when, and the rules that watch it."""

from components.security.configuration_record.record import ConfigurationRecord, ConfigurationRecordArgs
from components.security.configuration_record.service_role import (
    RecordingRole,
    RecordingRoleArgs,
    service_role_arn,
)
from components.security.configuration_record.spec import RecordingSpec

__all__ = [
    "ConfigurationRecord",
    "ConfigurationRecordArgs",
    "RecordingRole",
    "RecordingRoleArgs",
    "RecordingSpec",
    "service_role_arn",
]
