#!/bin/bash
# Uploads the one dump in $WORK to s3://$BUCKET/$FOLDER/ and looks whether it arrived whole; its digest comes last, so that
# a dump without a digest is one that did not arrive.
#
# Exits with 0 when both are there, 64 when a setting is missing, 66 when there is not exactly one dump, 74 when an upload
# fails or what arrived is not as long as what was sent.
set -euo pipefail

fail() {
  echo "upload: $2" >&2
  exit "$1"
}

for name in BUCKET FOLDER WORK; do
  [ -n "${!name:-}" ] || fail 64 "$name is not set"
done

shopt -s nullglob
dumps=("$WORK"/*_full_backup.sql.gz.gpg)
[ "${#dumps[@]}" -eq 1 ] || fail 66 "there are ${#dumps[@]} dumps in $WORK and not one"
dump="${dumps[0]}"
[ -s "$dump.sha256" ] || fail 66 "$dump has no digest beside it"
(cd "$WORK" && sha256sum --check --quiet "$(basename "$dump").sha256") || fail 66 "$dump is not what was dumped"

key="$FOLDER/$(basename "$dump")"
sent="$(stat --format %s "$dump")"

aws s3 cp "$dump" "s3://$BUCKET/$key" --only-show-errors || fail 74 "s3://$BUCKET/$key was not written"
# Whoever writes dumps may not read them, so that it asks how long the object is by its name. Its digest comes after it.
arrived="$(aws s3api list-objects-v2 --bucket "$BUCKET" --prefix "$key" --query 'Contents[0].Size' --output text)" \
  || fail 74 "s3://$BUCKET/$key cannot be looked at"
[ "$arrived" = "$sent" ] || fail 74 "s3://$BUCKET/$key has $arrived bytes and not $sent"
aws s3 cp "$dump.sha256" "s3://$BUCKET/$key.sha256" --only-show-errors || fail 74 "the digest was not written"

rm -f "$dump" "$dump.sha256"
echo "upload: s3://$BUCKET/$key, $sent bytes"
