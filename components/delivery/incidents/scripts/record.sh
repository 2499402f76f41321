#!/bin/bash
# Writes what happened so far beside the evidence, as incident.json, which `infra incident close` completes; and fails the
# workflow when nobody was paged or nothing was kept, so that it does not look as if all were well.
#
# Exits with 0 when the record stands and all went well, 64 when a setting is missing, 70 when nobody was paged or nothing
# was kept, 74 when the record could not be written.
# shellcheck disable=SC1091
. "$(dirname "$0")/incident.sh"

need BUCKET RESPONSES PAGED KEPT MENDED TOLD

# shellcheck disable=SC2016
jq --null-input --arg id "$INCIDENT" --arg severity "$SEVERITY" --arg service "$SERVICE" --arg namespace "$NAMESPACE" \
  --arg summary "${DESCRIPTION:-no description}" --arg declared "$DECLARED" --argjson responses "$RESPONSES" \
  --arg paged "$PAGED" --arg paged_at "${PAGED_AT:-}" --arg url "${PAGE_URL:-}" \
  --arg kept "$KEPT" --arg kept_at "${KEPT_AT:-}" --arg place "s3://$BUCKET/$PLACE/" \
  --arg mended "$MENDED" --arg mended_at "${MENDED_AT:-}" --arg told "$TOLD" '
  def entry($at; $what): if $at == "" then empty else {at: $at, what: $what} end;
  {
    version: 1,
    id: $id,
    severity: $severity,
    service: $service,
    namespace: $namespace,
    summary: $summary,
    declared_at: $declared,
    targets: $responses[$severity],
    page: {
      state: (if $paged | startswith("paged") then "paged" else "failed" end),
      detail: $paged,
      url: (if $url | startswith("http") then $url else null end)
    },
    timeline: [
      {at: $declared, what: "declared, and the workflow started"},
      entry($paged_at; "PagerDuty: " + $paged),
      entry($kept_at; "evidence: " + $kept),
      entry($mended_at; "without asking: " + $mended)
    ],
    diagnostics: (if $kept | startswith("kept") then [$place] else [] end),
    status: "open"
  }' >"$WORK/incident.json"

aws s3 cp --only-show-errors "$WORK/incident.json" "s3://$BUCKET/$PLACE/incident.json" >&2 \
  || fail 74 "the record could not be written"

wrong=()
[[ "$PAGED" == paged* ]] || wrong+=("nobody was paged")
[[ "$KEPT" == kept* ]] || wrong+=("nothing was kept")
[ "$TOLD" = Succeeded ] || wrong+=("not everybody was told")
if [ "${#wrong[@]}" -gt 0 ]; then
  fail 70 "$(printf '%s; ' "${wrong[@]}")see the steps before"
fi
conclude "written to s3://$BUCKET/$PLACE/incident.json"
