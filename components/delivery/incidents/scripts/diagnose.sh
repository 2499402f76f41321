#!/bin/bash
# Gathers what is known of a service while it is still there, without its secrets, and keeps it in a bucket: one folder an
# incident, so that a person opens one file and fetches no archive. What cannot be had is a line in collected.json, and
# the rest is gathered all the same.
#
# Exits with 0 whatever could be gathered, 64 when a setting is missing.
# shellcheck disable=SC1091
. "$(dirname "$0")/incident.sh"

need API TOKEN_FILE CA_FILE BUCKET PROMETHEUS QUERIES REDACTION

FOUND="$WORK/$INCIDENT"
SECONDS_EACH="${SECONDS_EACH:-20}"
MOST_PODS=20
# What a cluster that hangs at every question may take of the step's time, so that enough is left to keep what there is.
ENDS=$(($(date +%s) + ${MOST_SECONDS:-540}))
mkdir -p "$FOUND/logs"
: >"$WORK/collected"

api() {
  curl --silent --show-error --fail --globoff --max-time "$SECONDS_EACH" --cacert "$CA_FILE" \
    --header @<(printf 'Authorization: Bearer %s\n' "$(cat "$TOKEN_FILE")") "$API$1"
}

redacted() {
  sed --regexp-extended --file "$REDACTION"
}

# Values of variables, and what somebody once applied, are where objects hold secrets.
stripped() {
  jq 'walk(if type == "object" then
      del(.managedFields) | del(.annotations?["kubectl.kubernetes.io/last-applied-configuration"]?)
      | if (.env? | type) == "array"
        then .env |= map(if type == "object" and has("value") then .value = "REDACTED" else . end) else . end
    else . end)'
}

# collect FILE COMMAND...: what the command says becomes the file, or its failure a line of collected.json.
collect() {
  local file="$1" began said why=""
  shift
  began="$(date +%s)"
  if [ "$began" -ge "$ENDS" ]; then
    why="left out: the cluster took too long over what came before"
  elif said="$({ "$@" | redacted >"$WORK/part"; } 2>&1)"; then
    mv "$WORK/part" "$FOUND/$file"
  else
    why="$(printf '%s' "${said:-"fails and says nothing"}" | tail -n 1 | redacted)"
  fi
  # shellcheck disable=SC2016
  jq --null-input --compact-output --arg file "$file" --arg why "$why" --argjson seconds "$(($(date +%s) - began))" \
    '{what: $file, seconds: $seconds} + if $why == "" then {} else {why_not: $why} end' >>"$WORK/collected"
}

object() {
  api "$1" | stripped
}

range() {
  curl --silent --show-error --fail --max-time "$SECONDS_EACH" --get --data-urlencode "query=$1" \
    --data "start=$(($(date +%s) - 3600))" --data "end=$(date +%s)" --data step=60 "$PROMETHEUS/api/v1/query_range"
}

space="/namespaces/$NAMESPACE"
these="labelSelector=app%3D$SERVICE"
collect pods.json object "/api/v1$space/pods?$these"
collect events.json object "/api/v1$space/events?limit=1000"
collect services.json object "/api/v1$space/services?$these"
collect rollout.json object "/apis/argoproj.io/v1alpha1$space/rollouts/$SERVICE"
collect deployment.json object "/apis/apps/v1$space/deployments/$SERVICE"
collect replicasets.json object "/apis/apps/v1$space/replicasets?$these"
collect autoscalers.json object "/apis/autoscaling/v2$space/horizontalpodautoscalers"

# Those that are not well come first: of many pods the others tell less.
while IFS=$'\t' read -r pod container restarts; do
  [ -n "$pod" ] || continue
  log="/api/v1$space/pods/$pod/log?container=$container&timestamps=true&tailLines=1000"
  collect "logs/$pod.$container.log" api "$log"
  [ "$restarts" = 0 ] || collect "logs/$pod.$container.previous.log" api "$log&previous=true"
done < <(
  # shellcheck disable=SC2016
  jq --raw-output --argjson most "$MOST_PODS" '
    [.items[] | . as $pod | ((.status.initContainerStatuses // []) + (.status.containerStatuses // [])) as $all
      | {name: .metadata.name, all: $all, well: ($all != [] and all($all[]; .ready or .state.terminated.exitCode == 0))}]
    | sort_by(.well, .name)[:$most][] | .name as $name | .all[] | [$name, .name, .restartCount] | @tsv
  ' "$FOUND/pods.json" 2>/dev/null || true
)

while IFS=$'\t' read -r name query; do
  query="${query//\$service/"$SERVICE"}"
  collect "metrics-$name.json" range "${query//\$namespace/"$NAMESPACE"}"
done <"$QUERIES"

# shellcheck disable=SC2016
jq --slurp --arg incident "$INCIDENT" --arg at "$(date -u +%Y-%m-%dT%H:%M:%SZ)" \
  '{incident: $incident, at: $at, collected: .}' "$WORK/collected" >"$FOUND/collected.json"
missing="$(jq '[.collected[] | select(.why_not)] | length' "$FOUND/collected.json")"
had="$(jq '[.collected[] | select(.why_not | not)] | length' "$FOUND/collected.json")"

leave place "s3://$BUCKET/$PLACE/"
if aws s3 cp --only-show-errors --recursive "$FOUND" "s3://$BUCKET/$PLACE/" >&2; then
  conclude "kept $had files, $missing could not be had"
else
  conclude "NOTHING WAS KEPT: the bucket takes nothing; $had files were gathered and are lost with this pod"
fi
