#!/bin/bash
# Opens the incident at PagerDuty under its own key, so that trying again opens no second one, and leaves its address behind.
#
# Exits with 0 whether or not PagerDuty answers: evidence is gathered all the same, and the last step fails the workflow when
# nobody was paged. Exits with 64 when a setting is missing.
# shellcheck disable=SC1091
. "$(dirname "$0")/incident.sh"

need PAGERDUTY PAGERDUTY_TOKEN PAGERDUTY_SERVICE PAGERDUTY_SENDER URGENCIES TARGETS

# The token is no argument: whoever may list processes would read it.
pagerduty() {
  curl --silent --max-time 20 --retry "${RETRIES:-4}" --retry-connrefused --retry-delay 3 \
    --header @<(printf 'Authorization: Token token=%s\n' "$PAGERDUTY_TOKEN") \
    --header "From: $PAGERDUTY_SENDER" --header "Content-Type: application/json" \
    --output "$WORK/answer" --write-out '%{http_code}' "$@" || true
}

# shellcheck disable=SC2016
jq --null-input --arg title "[$SEVERITY] $SERVICE: ${DESCRIPTION:-no description}" --arg service "$PAGERDUTY_SERVICE" \
  --arg urgency "$(row "$URGENCIES")" --arg key "$INCIDENT" --arg details "$(
    printf '%s, severity %s: %s.\nNamespace: %s\nWorkflow: %s\n' \
      "$INCIDENT" "$SEVERITY" "$(row "$TARGETS")" "$NAMESPACE" "${WORKFLOW_URL:-unknown}"
  )" '{incident: {
    type: "incident",
    title: $title[:250],
    service: {id: $service, type: "service_reference"},
    urgency: $urgency,
    incident_key: $key,
    body: {type: "incident_body", details: $details}
  }}' >"$WORK/incident"

: >"$WORK/answer"
code="$(pagerduty --request POST --data @"$WORK/incident" "$PAGERDUTY/incidents")"
case "$code" in
  201)
    how="paged"
    found="$(jq --raw-output '.incident.html_url // empty' "$WORK/answer" 2>/dev/null || true)"
    ;;
  400)
    # An earlier try, or whoever declared the incident by hand, has opened it: PagerDuty refuses the same key twice.
    code="$(pagerduty --get --data-urlencode "incident_key=$INCIDENT" \
      --data "statuses[]=triggered" --data "statuses[]=acknowledged" "$PAGERDUTY/incidents")"
    how="paged before"
    found="$(jq --raw-output '.incidents[0].html_url // empty' "$WORK/answer" 2>/dev/null || true)"
    [ -n "$found" ] || how="" code="400 to the incident, and knows none of that key"
    ;;
  *)
    how=""
    ;;
esac

leave incident-id "$INCIDENT"
if [ -n "$how" ]; then
  leave url "${found:-"-"}"
  conclude "$how"
else
  leave url "-"
  [ "$code" != 000 ] || code="nothing"
  conclude "NOBODY WAS PAGED: PagerDuty answers $code"
fi
