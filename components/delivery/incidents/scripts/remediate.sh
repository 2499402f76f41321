#!/bin/bash
# Does what a person would do first, and no more: turns back an update whose new version fails, or else restarts pods that
# failed. Whatever is more than that is left to people, and it is said why.
#
# Exits with 0 when it did something or left it alone, 64 when a setting is missing, 69 when the cluster does not answer.
# shellcheck disable=SC1091
. "$(dirname "$0")/incident.sh"

need API TOKEN_FILE CA_FILE MOST_RESTARTS

if [[ " ${REMEDIATED:-} " != *" $NAMESPACE "* ]]; then
  conclude "left alone: nothing in $NAMESPACE is mended without asking"
  exit 0
fi

api() {
  curl --silent --fail --globoff --max-time 30 --cacert "$CA_FILE" \
    --header @<(printf 'Authorization: Bearer %s\n' "$(cat "$TOKEN_FILE")") "$@"
}

pods="$API/api/v1/namespaces/$NAMESPACE/pods"
rollout="$API/apis/argoproj.io/v1alpha1/namespaces/$NAMESPACE/rollouts/$SERVICE"

# Pods that come back by themselves once they are gone, and that failed or start over and over.
listed="$(api "$pods?labelSelector=app%3D$SERVICE")" || fail 69 "the pods of $SERVICE could not be listed"
failed="$(jq '[.items[] | select(.metadata.deletionTimestamp == null)
  | select(any(.metadata.ownerReferences[]?; .controller))
  | select(.status.phase == "Failed" or any(
      (.status.initContainerStatuses[]?, .status.containerStatuses[]?); .state.waiting.reason == "CrashLoopBackOff"))
  | {name: .metadata.name, uid: .metadata.uid,
     version: (.metadata.labels["rollouts-pod-template-hash"] // "")}]' <<<"$listed")" \
  || fail 69 "the cluster answers with something else than pods"

# Without one, it is a Deployment: going back is for whoever delivers it, since git would bring the new version again.
if update="$(api "$rollout")"; then
  # shellcheck disable=SC2016
  verdict="$(jq --raw-output --argjson failed "$failed" '.status as $now
    | if ($now.stableRS // "") == "" or $now.currentPodHash == $now.stableRS then "none"
      elif $now.abort then "turned back before"
      elif $now.phase == "Degraded" or any($failed[]; .version == $now.currentPodHash) then "fails"
      else "runs" end' <<<"$update")" || fail 69 "the cluster answers with something else than a rollout"
  if [ "$verdict" = fails ]; then
    api --request PATCH --header "Content-Type: application/merge-patch+json" --data '{"status":{"abort":true}}' \
      "$rollout/status" >/dev/null || fail 69 "the update of $SERVICE could not be turned back"
    conclude "turned back the update of $SERVICE: the stable version serves again"
    exit 0
  fi
fi

count="$(jq length <<<"$failed")"
if [ "$count" -eq 0 ]; then
  conclude "left alone: no pod of $SERVICE failed, and no update of it fails"
elif [ "$count" -gt "$MOST_RESTARTS" ]; then
  conclude "left alone: $count pods of $SERVICE failed, and at most $MOST_RESTARTS are restarted without asking"
else
  gone=0
  while IFS=$'\t' read -r name uid; do
    # The uid goes along, so that one of the same name that was made a moment ago stays.
    # shellcheck disable=SC2016
    if jq --null-input --arg uid "$uid" '{kind: "DeleteOptions", apiVersion: "v1", preconditions: {uid: $uid}}' \
      | api --request DELETE --header "Content-Type: application/json" --data @- "$pods/$name" >/dev/null; then
      gone=$((gone + 1))
    else
      echo "remediate: the pod $name could not be restarted" >&2
    fi
  done < <(jq --raw-output '.[] | [.name, .uid] | @tsv' <<<"$failed")
  [ "$gone" -gt 0 ] || fail 69 "none of $count pods could be restarted"
  conclude "restarted $gone of $count pods that failed"
fi
