#!/bin/bash
# Says who the pod is, for as long as it runs: credentials of AWS into $IDENTITY/aws.env and, where $AUDIENCE is set, a
# token that another cloud takes for them into $IDENTITY/token. Both are made anew before they end. Nothing here is a key.
set -euo pipefail
umask 077

for name in IDENTITY AWS_REGION; do
  [ -n "${!name:-}" ] || { echo "identity: $name is not set" >&2; exit 64; }
done

renew() {
  aws configure export-credentials --format env >"$IDENTITY/aws.next"
  mv "$IDENTITY/aws.next" "$IDENTITY/aws.env"
  [ -n "${AUDIENCE:-}" ] || return 0
  aws sts get-web-identity-token --audience "$AUDIENCE" --signing-algorithm RS256 --duration-seconds 900 \
    --query WebIdentityToken --output text >"$IDENTITY/token.next"
  mv "$IDENTITY/token.next" "$IDENTITY/token"
}

renew
echo "identity: ready"
while [ -z "${ONCE:-}" ]; do
  sleep 600 &
  # A shell that waits hears the signal to end; one that sleeps does not.
  wait $!
  renew || echo "identity: could not be renewed, tried again in ten minutes" >&2
done
