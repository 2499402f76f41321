#!/bin/sh
# Copies folders of $SOURCE to $TARGET, each an rclone path, and looks whether all has arrived. $FOLDERS names them, each
# with the age that its objects must have, as in "postgresql:0s production-us-east-1/backups:5h".
#
# What is there already is never written again: where copies go nobody may, not even this job. Exits with 0 when all is
# there, 64 when a setting is missing, 75 when something could not be copied, 76 when something is missing or shorter there.
set -eu

fail() {
  echo "copy: $2" >&2
  exit "$1"
}

[ -n "${SOURCE:-}" ] || fail 64 "SOURCE is not set"
[ -n "${TARGET:-}" ] || fail 64 "TARGET is not set"
[ -n "${FOLDERS:-}" ] || fail 64 "FOLDERS is not set"
[ -s "${IDENTITY:-}/aws.env" ] || fail 64 "there is no identity in ${IDENTITY:-IDENTITY, which is not set}"

# shellcheck source=/dev/null
. "$IDENTITY/aws.env"

for entry in $FOLDERS; do
  folder="${entry%:*}"
  age="${entry##*:}"
  echo "copy: $folder, what is older than $age"
  rclone copy "$SOURCE/$folder" "$TARGET/$folder" --min-age "$age" --ignore-existing --use-server-modtime --fast-list \
    --no-update-modtime --transfers 4 --checkers 8 --retries 3 --low-level-retries 10 --stats 5m --stats-one-line \
    --log-level INFO || fail 75 "$folder was not copied whole"
  rclone check "$SOURCE/$folder" "$TARGET/$folder" --min-age "$age" --one-way --size-only --use-server-modtime \
    --fast-list --log-level NOTICE || fail 76 "$folder has objects that are missing or shorter in $TARGET"
done
echo "copy: done"
