#!/bin/bash
# Restores the one dump in $WORK into the database that $CREDENTIALS names, as its dump says: dropped, made and filled anew.
#
# A database that holds tables is left alone unless OVERWRITE=true. Exits with 0 when all of the dump is restored, 64 when a
# setting is missing, 66 when there is not exactly one dump or it is not what was dumped, 69 when the database does not
# answer, 73 when it holds tables, 70 when the dump cannot be restored to its end.
set -euo pipefail
umask 077

fail() {
  echo "restore: $2" >&2
  exit "$1"
}

for name in CREDENTIALS PASSPHRASE_FILE WORK OVERWRITE; do
  [ -n "${!name:-}" ] || fail 64 "$name is not set"
done
for file in "$CREDENTIALS"/{host,username,password,database} "$PASSPHRASE_FILE"; do
  [ -s "$file" ] || fail 64 "$file is not there or empty: look at the Secret that it comes from"
done

PGHOST="${PGHOST:-$(cat "$CREDENTIALS/host")}"
PGUSER="$(cat "$CREDENTIALS/username")"
PGPASSWORD="$(cat "$CREDENTIALS/password")"
database="$(cat "$CREDENTIALS/database")"
export PGHOST PGUSER PGPASSWORD PGPORT="${PGPORT:-5432}" PGSSLMODE="${PGSSLMODE:-require}"
export PGCONNECT_TIMEOUT=15 PGAPPNAME=database-restore GNUPGHOME="$WORK/.gnupg"
mkdir -p "$GNUPGHOME"

shopt -s nullglob
dumps=("$WORK"/*_full_backup.sql.gz.gpg)
[ "${#dumps[@]}" -eq 1 ] || fail 66 "there are ${#dumps[@]} dumps in $WORK and not one"
(cd "$WORK" && sha256sum --check --quiet "$(basename "${dumps[0]}").sha256") || fail 66 "${dumps[0]} is not what was dumped"

tries=0
until pg_isready --quiet --dbname postgres --timeout 15; do
  tries=$((tries + 1))
  [ "$tries" -lt "${CONNECT_TRIES:-30}" ] || fail 69 "$PGHOST:$PGPORT does not answer"
  sleep "${CONNECT_PAUSE:-10}"
done

ask() {
  psql --no-psqlrc --tuples-only --no-align --set ON_ERROR_STOP=1 --dbname "$1" --command "$2"
}

there="$(ask postgres "SELECT 1 FROM pg_database WHERE datname = '${database//\'/\'\'}'")" || fail 69 "$PGHOST:$PGPORT lets nobody in"
if [ "$there" = 1 ] && [ "$OVERWRITE" != true ]; then
  tables="$(ask "$database" "SELECT count(*) FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')")"
  [ "$tables" = 0 ] || fail 73 "$database holds $tables tables: set overwrite, or restore into an empty database"
fi

echo "restore: ${dumps[0]##*/} into $database on $PGHOST"
gpg --batch --quiet --no-options --no-symkey-cache --pinentry-mode loopback --passphrase-file "$PASSPHRASE_FILE" \
  --decrypt "${dumps[0]}" \
  | gzip --decompress --stdout \
  | psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 --dbname postgres >/dev/null \
  || fail 70 "the dump could not be restored to its end"
echo "restore: $(ask "$database" "SELECT count(*) FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')") tables"
