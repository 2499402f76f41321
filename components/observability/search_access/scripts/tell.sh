#!/bin/bash
# Tells a search domain who may write what, and how long it is kept. $PLAN is a list of steps; each is told again every
# time, so that a run that was cut short is made good by the next. Requests are signed as the domain's administrator, a
# role that is taken on for this run alone.
#
# Exits with 0 when the domain has taken all of it, 64 when a setting is missing, 69 when the role is refused or the domain
# does not answer, 70 when the domain refuses a step.
set -euo pipefail

fail() {
  echo "search-access: $2" >&2
  exit "$1"
}

for name in PLAN ADDRESS REGION ADMINISTRATOR; do
  [ -n "${!name:-}" ] || fail 64 "$name is not set"
done
[ -r "$PLAN" ] || fail 64 "$PLAN cannot be read"

session=$(aws sts assume-role --role-arn "$ADMINISTRATOR" --role-session-name search-access --duration-seconds 900 \
  --query Credentials --output json) || fail 69 "the role that administers the domain cannot be taken on"
key=$(jq -er .AccessKeyId <<<"$session")
secret=$(jq -er .SecretAccessKey <<<"$session")
token=$(jq -er .SessionToken <<<"$session")

# Writes the answer to $answer and prints the status. Credentials go by a file descriptor: a command line can be read.
answer=$(mktemp)
trap 'rm -f "$answer"' EXIT
ask() {
  local method=$1 path=$2
  shift 2
  curl --silent --show-error --max-time 30 --retry 5 --retry-connrefused --retry-delay 5 \
    --aws-sigv4 "aws:amz:$REGION:es" --config <(
      printf 'user = "%s:%s"\nheader = "x-amz-security-token: %s"\n' "$key" "$secret" "$token"
    ) \
    --request "$method" --header 'Content-Type: application/json' --output "$answer" --write-out '%{http_code}' \
    "$@" "$ADDRESS/$path" || fail 69 "the domain does not answer ($method $path)"
}

told() { # told METHOD PATH BODY
  local status
  status=$(ask "$1" "$2" --data-binary "$3")
  [[ "$status" == 2?? ]] || fail 70 "$1 $2 is refused ($status): $(head -c 500 "$answer")"
}

# A policy can be changed only by who names the version that it replaces. Indices keep to the version they began with.
policy() { # policy PATH BODY
  local path=$1 body=$2 status held
  status=$(ask GET "$path")
  case "$status" in
    404) told PUT "$path" "$body" ;;
    200)
      held=$(cat "$answer")
      # shellcheck disable=SC2016
      if jq -en --argjson held "$held" --argjson wanted "$body" '
        def facts: {description, default_state, states: [.states[] | {name, transitions, deletes: ([.actions[] | has("delete")] | any)}]};
        ($held.policy | facts) == ($wanted.policy | facts)' >/dev/null; then
        return
      fi
      # In the order of the alphabet, as a signature wants them.
      told PUT "$path?if_primary_term=$(jq -r ._primary_term <<<"$held")&if_seq_no=$(jq -r ._seq_no <<<"$held")" "$body"
      ;;
    *) fail 70 "GET $path is refused ($status): $(head -c 500 "$answer")" ;;
  esac
}

count=$(jq -er length "$PLAN")
for ((i = 0; i < count; i++)); do
  step=$(jq -c ".[$i]" "$PLAN")
  path=$(jq -r .path <<<"$step")
  body=$(jq -c .body <<<"$step")
  case "$(jq -r .kind <<<"$step")" in
    document) told PUT "$path" "$body" ;;
    policy) policy "$path" "$body" ;;
    *) fail 64 "step $i is of no kind that there is" ;;
  esac
  echo "search-access: $path"
done
