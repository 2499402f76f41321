"""Jobs, scheduled jobs, autoscalers and disruption budgets."""

import re

from simulator.clouds.kubernetes.pods import expressions, pod
from simulator.clouds.refusals import Given, Refused, conflicts, one_of

FIELD = r"(\*|[0-9A-Za-z?L#W]+)([-,/](\*|[0-9A-Za-z]+))*"
SCHEDULE = re.compile(
    rf"@(yearly|annually|monthly|weekly|daily|midnight|hourly)|@every \S+|{FIELD}( {FIELD}){{4}}"
)
JOB_NAME_LENGTH = 63
CRON_NAME_LENGTH = 52
"""A scheduled job's pods add eleven characters to its name. Source: batch validation of Kubernetes."""


def _job(given: Given) -> Refused:
    yield from _job_spec(given, "spec")
    name = given.text("metadata.name")
    if name is not None and len(name) > JOB_NAME_LENGTH:
        yield "metadata.name", f"the name of a Job must be at most {JOB_NAME_LENGTH} characters long"


def _job_spec(given: Given, path: str) -> Refused:
    yield from pod(given, f"{path}.template.spec")
    place = f"{path}.template.spec.restartPolicy"
    if given.has(f"{path}.template.spec") and given.known(f"{path}.template.spec") is not None:
        policy = given.text(place)
        if policy not in {"Never", "OnFailure"} and (policy is not None or given.lacks(place)):
            yield place, "restartPolicy of a Job must be Never or OnFailure"
    for name in ("backoffLimit", "completions", "parallelism", "ttlSecondsAfterFinished"):
        number = given.number(f"{path}.{name}")
        if number is not None and number < 0:
            yield f"{path}.{name}", f"{name} must be at least 0, not {number}"


def _cron(given: Given) -> Refused:
    schedule, name = given.text("spec.schedule"), given.text("metadata.name")
    if schedule is not None and not SCHEDULE.fullmatch(schedule):
        yield "spec.schedule", f"spec.schedule must be five fields such as '0 3 * * *', not {schedule!r}"
    if schedule is not None and "TZ=" in schedule:
        yield "spec.schedule", "spec.schedule must not name a time zone: set spec.timeZone"
    if name is not None and len(name) > CRON_NAME_LENGTH:
        yield "metadata.name", f"the name of a CronJob must be at most {CRON_NAME_LENGTH} characters long"
    yield from one_of("spec.concurrencyPolicy", ("Allow", "Forbid", "Replace"))(given)
    yield from _job_spec(given, "spec.jobTemplate.spec")


def _autoscaler(given: Given) -> Refused:
    least, most = given.number("spec.minReplicas"), given.number("spec.maxReplicas")
    if most is not None and most < 1:
        yield "spec.maxReplicas", f"spec.maxReplicas must be at least 1, not {most}"
    if least is not None and most is not None and least > most:
        yield "spec.minReplicas", f"spec.minReplicas {least} is above spec.maxReplicas {most}"
    if least is not None and least < 1:
        yield "spec.minReplicas", f"spec.minReplicas must be at least 1, not {least}"
    kinds = ("ContainerResource", "External", "Object", "Pods", "Resource")
    for path, metric in given.objects("spec.metrics"):
        yield from ((f"{path}.type", reason) for _, reason in one_of("type", kinds)(metric))


def _budget(given: Given) -> Refused:
    yield from conflicts("spec.maxUnavailable", "spec.minAvailable")(given)
    yield from expressions(given, "spec.selector")
    for path in ("spec.maxUnavailable", "spec.minAvailable"):
        value = given.known(path)
        if isinstance(value, str) and not re.fullmatch(r"\d+%|\d+", value):
            yield path, f"{path} must be a number or a percentage, not {value!r}"


RULES = {
    "CronJob": (_cron,),
    "HorizontalPodAutoscaler": (_autoscaler,),
    "Job": (_job,),
    "PodDisruptionBudget": (_budget,),
}
