#!/bin/bash
# Removes previews that are older than $DAYS days: namespaces of the cluster and, where $KINDS names them, databases and
# buckets of the account. A preview is what is called like one AND carries the mark of one AND is old enough AND is not
# protected; what fails one of the four is left alone, and it is said why. With DRY_RUN=true nothing is removed.
#
# Exits with 0 when all old previews are gone (or told of), 64 when a setting is missing or senseless, 69 when the cluster
# or the account does not answer, 75 when something could not be removed; the rest is removed all the same.
set -euo pipefail

fail() {
  echo "cleanup: $2" >&2
  exit "$1"
}

for name in API TOKEN_FILE CA_FILE LABEL TAG PROTECTED NAME_PATTERN DAYS DRY_RUN KINDS; do
  [ -n "${!name:-}" ] || fail 64 "$name is not set"
done
[[ "$DAYS" =~ ^[1-9][0-9]*$ ]] || fail 64 "DAYS is $DAYS, and no number of days above 0"
[[ "$DRY_RUN" =~ ^(true|false)$ ]] || fail 64 "DRY_RUN is $DRY_RUN, and neither true nor false"
for kind in $KINDS; do
  [[ "$kind" =~ ^(namespace|database|bucket)$ ]] || fail 64 "KINDS names $kind, and there are namespace, database and bucket"
done

before=$(($(date +%s) - DAYS * 86400))

api() {
  curl --silent --show-error --fail-with-body --max-time 60 --cacert "$CA_FILE" \
    --header "Authorization: Bearer $(cat "$TOKEN_FILE")" --header "Content-Type: application/json" "$@"
}

# Each of these lists {name, uid, marked, protected, made}, where made is in seconds.

list_namespace() {
  # shellcheck disable=SC2016
  api "$API/api/v1/namespaces" | jq --arg key "${LABEL%%=*}" --arg value "${LABEL#*=}" --arg protected "$PROTECTED" '
    [.items[] | select(.metadata.deletionTimestamp == null) | (.metadata.labels // {}) as $labels
      | select($labels[$key] != null) | {
        name: .metadata.name,
        uid: .metadata.uid,
        marked: ($labels[$key] == $value),
        protected: (($labels + (.metadata.annotations // {}))[$protected] // "false" | . != "false"),
        made: (.metadata.creationTimestamp | fromdateiso8601)
      }]'
}

list_database() {
  # shellcheck disable=SC2016
  aws rds describe-db-instances --output json | jq --arg tag "$TAG" --arg protected "$PROTECTED" '
    [.DBInstances[] | select(.DBInstanceStatus != "deleting")
      | ([.TagList[]? | {(.Key): .Value}] | add // {}) as $tags
      | select($tags[$tag] != null) | {
        name: .DBInstanceIdentifier,
        uid: "-",
        marked: ($tags[$tag] == "true"),
        protected: (.DeletionProtection or ($tags[$protected] // "false") != "false"),
        made: ((.InstanceCreateTime // "9999-01-01T00:00:00")[:19] + "Z" | fromdateiso8601)
      }]'
}

list_bucket() {
  local name made tags
  aws s3api list-buckets --query 'Buckets[].[Name, CreationDate]' --output text | while read -r name made; do
    # Only what is called like a preview is asked for its tags: the others are none of this job's business.
    [[ "$name" =~ $NAME_PATTERN ]] || continue
    tags="$(aws s3api get-bucket-tagging --bucket "$name" --output json 2>/dev/null || echo '{}')"
    # shellcheck disable=SC2016
    jq --arg name "$name" --arg made "${made:0:19}Z" --arg tag "$TAG" --arg protected "$PROTECTED" '
      ([.TagSet[]? | {(.Key): .Value}] | add // {}) as $tags | {
        name: $name,
        uid: "-",
        marked: ($tags[$tag] == "true"),
        protected: (($tags[$protected] // "false") != "false"),
        made: ($made | fromdateiso8601)
      }' <<<"$tags"
  done | jq --slurp .
}

remove_namespace() {
  # The uid goes along, so that one of the same name that was made a moment ago is not taken for the old one.
  # shellcheck disable=SC2016
  jq --null-input --arg uid "$2" \
    '{kind: "DeleteOptions", apiVersion: "v1", propagationPolicy: "Background", preconditions: {uid: $uid}}' \
    | api --request DELETE --data @- "$API/api/v1/namespaces/$1" >/dev/null
}

remove_database() {
  aws rds delete-db-instance --db-instance-identifier "$1" --skip-final-snapshot --delete-automated-backups >/dev/null
}

remove_bucket() {
  local versions
  while versions="$(aws s3api list-object-versions --bucket "$1" --max-items 500 --output json)" \
    && versions="$(jq --compact-output '
      [(.Versions[]?, .DeleteMarkers[]?) | {Key, VersionId}] | if . == [] then empty else {Objects: ., Quiet: true} end
      ' <<<"${versions:-"{}"}")" && [ -n "$versions" ]; do
    aws s3api delete-objects --bucket "$1" --delete "$versions" >/dev/null || return 1
  done
  aws s3api delete-bucket --bucket "$1"
}

judge() {
  # shellcheck disable=SC2016
  jq --raw-output --arg pattern "$NAME_PATTERN" --argjson before "$before" '
    .[] | [.name, .uid,
      if .name | test($pattern) | not then "is not called like a preview"
      elif .marked | not then "does not carry the mark of a preview"
      elif .protected then "is protected"
      elif .made >= $before then "is not old enough"
      else "old" end] | @tsv'
}

told=0 failed=0
for kind in $KINDS; do
  found="$("list_$kind" | judge)" || fail 69 "${kind}s could not be listed"
  while IFS=$'\t' read -r name uid verdict; do
    [ -n "$name" ] || continue
    if [ "$verdict" != old ]; then
      echo "cleanup: $kind $name stays: it $verdict"
    elif [ "$DRY_RUN" = true ]; then
      echo "cleanup: $kind $name would be removed"
      told=$((told + 1))
    elif "remove_$kind" "$name" "$uid"; then
      echo "cleanup: $kind $name is removed"
      told=$((told + 1))
    else
      echo "cleanup: $kind $name could not be removed" >&2
      failed=$((failed + 1))
    fi
  done <<<"$found"
done
echo "cleanup: $told removed or told of, $failed failed"
[ "$failed" -eq 0 ] || exit 75
