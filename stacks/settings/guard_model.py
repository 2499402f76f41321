"""What an environment decides about the guard rails of its account."""

from pydantic import Field

from components.foundation.spec import Spec
from components.security.access_analysis import AccessAnalysisSpec
from components.security.configuration_record import RecordingSpec
from components.security.posture import PostureSpec
from components.security.threat_detection import ThreatDetectionSpec


class GuardRailsSettings(Spec):
    """The account's guard rails.

    Where they are on at all, passwords, public buckets, disk encryption, metadata and sharing are locked: that
    costs nothing and has no settings. What is billed is below.
    """

    threat_detection: ThreatDetectionSpec | None = Field(
        default=None, description="GuardDuty in every region, and its protection plans."
    )
    configuration_record: RecordingSpec | None = Field(
        default=None,
        description="AWS Config in every region, which delivers to the region's store of logs; Security Hub needs it.",
    )
    security_hub: PostureSpec | None = Field(
        default=None, description="Security Hub in every region, collected at home, and its standards."
    )
    access_analysis: AccessAnalysisSpec | None = Field(
        default=None, description="IAM Access Analyzer in every region."
    )
