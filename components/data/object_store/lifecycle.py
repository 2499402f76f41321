"""How long a bucket keeps what, and where it moves it meanwhile."""

from collections.abc import Mapping, Sequence

import pulumi_aws as aws

from components.data.object_store.classes import CLASSES, DataClass, tiers
from components.data.object_store.spec import StoreSpec

ABANDONED_UPLOAD_DAYS = 7


def lifecycle_rules(
    data_class: DataClass,
    spec: StoreSpec,
    temporary: Mapping[str, int] = {},
    expiring: Sequence[str] = (),
) -> list[aws.s3.BucketLifecycleConfigurationRuleArgsDict]:
    """Return the rules of a bucket, in an order that does not depend on what is in them.

    :param temporary: folders whose objects expire, with the days that they are kept.
    :param expiring: the folders whose objects expire with the spec's retention; all that is in the bucket, without any.
    """
    rules: list[aws.s3.BucketLifecycleConfigurationRuleArgsDict] = [
        {
            **_everything("abort-abandoned-uploads"),
            "abort_incomplete_multipart_upload": {"days_after_initiation": ABANDONED_UPLOAD_DAYS},
        },
        {
            **_everything("expire-previous-versions"),
            "noncurrent_version_expiration": {"noncurrent_days": spec.previous_days},
        },
        # Once the last version under it is gone, a delete marker hides nothing and only slows listings down.
        {
            **_everything("remove-empty-delete-markers"),
            "expiration": {"expired_object_delete_marker": True},
        },
    ]
    moved = tiers(CLASSES[data_class], spec.retention_days)
    if moved:
        rules.append(
            {
                **_everything("move-to-cheaper-storage"),
                "transitions": [{"days": tier.days, "storage_class": tier.storage_class} for tier in moved],
            }
        )
    kept = spec.retention_days
    if kept is not None and not expiring:
        rules.append({**_everything("expire"), "expiration": {"days": kept}})
    folders = {**({} if kept is None else dict.fromkeys(expiring, kept)), **temporary}
    rules += [_expiring(folder, days) for folder, days in folders.items()]
    return rules


def _expiring(folder: str, days: int) -> aws.s3.BucketLifecycleConfigurationRuleArgsDict:
    return {
        "id": f"expire-{folder.strip('/').replace('/', '-')}",
        "status": "Enabled",
        "filter": {"prefix": folder},
        "expiration": {"days": days},
    }


def _everything(rule_id: str) -> aws.s3.BucketLifecycleConfigurationRuleArgsDict:
    return {"id": rule_id, "status": "Enabled", "filter": {"prefix": ""}}
