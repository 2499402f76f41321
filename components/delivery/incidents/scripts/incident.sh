#!/bin/bash
# What every step of an incident begins with, read in by each: its settings, its name, and how it leaves results behind.
#
# Exits with 64 when a setting is missing or senseless, and trying again would not help.
set -euo pipefail
umask 027

STEP="$(basename "$0" .sh)"
OUTPUTS="$WORK/outputs"

fail() {
  echo "$STEP: $2" >&2
  exit "$1"
}

# Leaves a parameter behind for the steps after this one.
leave() {
  mkdir -p "$OUTPUTS"
  printf '%s' "$2" >"$OUTPUTS/$1"
}

# Ends the step with one line that says how it went, and when.
conclude() {
  leave result "$1"
  leave at "$(date -u +%Y-%m-%dT%H:%M:%SZ)"
  echo "$STEP: $1"
}

need() {
  local name
  for name in "$@"; do
    [ -n "${!name:-}" ] || fail 64 "$name is not set"
  done
}

# Prints what a table says of this severity, or nothing.
row() {
  # shellcheck disable=SC2016
  jq --raw-output --arg severity "$SEVERITY" '.[$severity] // empty' <<<"$1"
}

need WORK SEVERITY SERVICE NAMESPACE DECLARED
[[ "$SEVERITY" =~ ^sev[1-4]$ ]] || fail 64 "the severity is $SEVERITY, and there are sev1 to sev4"
for name in SERVICE NAMESPACE; do
  [[ "${!name}" =~ ^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$ ]] || fail 64 "$name is ${!name}, and no name of Kubernetes"
done
[[ "$DECLARED" =~ ^([0-9]{4})-([0-9]{2})-([0-9]{2})T([0-9]{2}):([0-9]{2}):[0-9]{2}Z$ ]] \
  || fail 64 "the incident was declared at $DECLARED, and that is no time in UTC"
DAY="${BASH_REMATCH[1]}${BASH_REMATCH[2]}${BASH_REMATCH[3]}"

# An incident that somebody declared by `infra incident declare` keeps its name; any other is named the same way.
INCIDENT="${INCIDENT:-"inc-$DAY-${BASH_REMATCH[4]}${BASH_REMATCH[5]}-$SERVICE"}"
[[ "$INCIDENT" =~ ^inc-[0-9]{8}-[0-9]{4}-[a-z0-9-]{1,63}$ ]] || fail 64 "the incident is called $INCIDENT: name it as inc-20261126-1432-backend-api, or leave it out"
# Of an incident that somebody else named, the day is the one in its name: all that is kept of it lies together.
DAY="${INCIDENT:4:8}"
# shellcheck disable=SC2034
PLACE="$DAY/$SERVICE/$INCIDENT"
export INCIDENT
