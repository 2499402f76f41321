#!/bin/bash
# Tells a channel of Slack, and at the beginning the public status page, as far as each is there. The page is set back by a
# person, who knows that it is over.
#
# Exits with 0 when everybody was told, 64 when a setting is missing, 69 when somebody could not be told.
# shellcheck disable=SC1091
. "$(dirname "$0")/incident.sh"

need PHASE TARGETS

failed=()

# The address of a webhook is its secret, and no argument either.
slack() {
  # shellcheck disable=SC2016
  jq --null-input --arg text "$1" '{text: ($text | gsub("&"; "&amp;") | gsub("<"; "&lt;") | gsub(">"; "&gt;"))}' \
    | curl --silent --fail --output /dev/null --max-time 20 --retry "${RETRIES:-3}" --retry-connrefused --retry-delay 3 \
      --header "Content-Type: application/json" --data @- \
      --config <(printf 'url = "%s"\n' "$SLACK_WEBHOOK")
}

status_page() {
  # shellcheck disable=SC2016
  jq --null-input --arg state "$state" '{component: {status: $state}}' \
    | curl --silent --fail --output /dev/null --max-time 20 --retry "${RETRIES:-3}" --retry-connrefused --retry-delay 3 \
      --request PATCH --header "Content-Type: application/json" --data @- \
      --header @<(printf 'Authorization: OAuth %s\n' "$STATUSPAGE_TOKEN") \
      "$STATUSPAGE/pages/$STATUSPAGE_PAGE/components/$component"
}

if [ "$PHASE" = declared ]; then
  text="$SEVERITY: $SERVICE in $NAMESPACE: ${DESCRIPTION:-no description}
$INCIDENT, $(row "$TARGETS")
PagerDuty: ${PAGED:-unknown} ${PAGE_URL:-}
Workflow: ${WORKFLOW_URL:-unknown}"
else
  text="$INCIDENT: the workflow ended, ${STATUS:-unknown}
$(jq --raw-output '.[]? | "- \(.displayName): \(.message)"' <<<"${FAILURES:-[]}" 2>/dev/null || true)
Close it once it is over: infra incident close $INCIDENT"
fi

if [ -n "${SLACK_WEBHOOK:-}" ]; then
  slack "$text" || failed+=(Slack)
fi

component="" state=""
if [ "$PHASE" = declared ] && [ -n "${STATUSPAGE_COMPONENTS:-}" ] && [ -n "${PUBLIC_STATES:-}" ]; then
  state="$(row "$PUBLIC_STATES")"
  # shellcheck disable=SC2016
  component="$(jq --raw-output --arg service "$SERVICE" '.[$service] // empty' <<<"$STATUSPAGE_COMPONENTS")"
fi
if [ -n "$component" ] && [ -n "$state" ]; then
  need STATUSPAGE STATUSPAGE_TOKEN STATUSPAGE_PAGE
  status_page || failed+=(StatusPage)
fi

if [ "${#failed[@]}" -gt 0 ]; then
  conclude "NOT TOLD: ${failed[*]}"
  exit 69
fi
conclude "told"
