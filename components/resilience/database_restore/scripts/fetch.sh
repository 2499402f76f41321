#!/bin/sh
# Fetches the newest dump of $SOURCE, an rclone path, into $WORK: the newest that has a digest, because one without did not
# arrive whole. $DUMP names another one.
#
# Exits with 0 when it is here, 64 when a setting is missing, 66 when there is no such dump, 75 when it cannot be fetched.
set -eu

fail() {
  echo "fetch: $2" >&2
  exit "$1"
}

[ -n "${SOURCE:-}" ] || fail 64 "SOURCE is not set"
[ -n "${WORK:-}" ] || fail 64 "WORK is not set"

there="$(rclone lsf "$SOURCE" --include '*_full_backup.sql.gz.gpg*' --files-only)" || fail 75 "$SOURCE cannot be listed"
newest=""
for digest in $(printf '%s\n' "$there" | grep '\.sha256$' | sort); do
  dump="${digest%.sha256}"
  [ -z "${DUMP:-}" ] || [ "$DUMP" = "$dump" ] || continue
  printf '%s\n' "$there" | grep -qxF "$dump" && newest="$dump"
done
[ -n "$newest" ] || fail 66 "$SOURCE holds no ${DUMP:-dump} with a digest"

echo "fetch: $newest"
for file in "$newest" "$newest.sha256"; do
  rclone copyto "$SOURCE/$file" "$WORK/$file" --retries 3 || fail 75 "$file was not fetched"
done
