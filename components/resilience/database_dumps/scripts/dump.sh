#!/bin/bash
# Writes one dump of one database into $WORK: compressed, encrypted, read back to its end, and with a digest beside it.
#
# Exits with 0 when the dump is whole, 64 when a setting is missing (trying again would not help), 69 when the database
# does not answer, 70 when it cannot be dumped or encrypted, 74 when what was written does not read back.
set -euo pipefail
umask 077

fail() {
  echo "dump: $2" >&2
  exit "$1"
}

for name in CREDENTIALS PASSPHRASE_FILE WORK; do
  [ -n "${!name:-}" ] || fail 64 "$name is not set"
done
for file in "$CREDENTIALS"/{host,username,password,database} "$PASSPHRASE_FILE"; do
  [ -s "$file" ] || fail 64 "$file is not there or empty: look at the Secret that it comes from"
done

PGHOST="$(cat "$CREDENTIALS/host")"
PGUSER="$(cat "$CREDENTIALS/username")"
PGPASSWORD="$(cat "$CREDENTIALS/password")"
PGDATABASE="$(cat "$CREDENTIALS/database")"
export PGHOST PGUSER PGPASSWORD PGDATABASE PGPORT="${PGPORT:-5432}"
export PGCONNECT_TIMEOUT=15 PGSSLMODE="${PGSSLMODE:-require}" PGAPPNAME=postgresql-backup
export GNUPGHOME="$WORK/.gnupg"
mkdir -p "$GNUPGHOME"

encrypt() {
  gpg --batch --quiet --no-options --no-symkey-cache --pinentry-mode loopback --passphrase-file "$PASSPHRASE_FILE" \
    --symmetric --cipher-algo AES256 --s2k-digest-algo SHA512 --s2k-count 65011712 --compress-algo none --output "$1"
}

decrypt() {
  gpg --batch --quiet --no-options --no-symkey-cache --pinentry-mode loopback --passphrase-file "$PASSPHRASE_FILE" \
    --decrypt "$1"
}

tries=0
until pg_isready --quiet --timeout 15; do
  tries=$((tries + 1))
  [ "$tries" -lt "${CONNECT_TRIES:-5}" ] || fail 69 "$PGHOST:$PGPORT does not answer"
  sleep "${CONNECT_PAUSE:-10}"
done

# An earlier try of the same pod may have left a half behind.
rm -f "$WORK"/*_full_backup.sql.gz.gpg "$WORK"/*.sha256 "$WORK/part"

dump="$(date -u +%Y%m%d_%H%M%S)_full_backup.sql.gz.gpg"
echo "dump: $PGDATABASE on $PGHOST into $dump"
pg_dump --verbose --clean --if-exists --create --lock-wait-timeout 60000 \
  | gzip \
  | encrypt "$WORK/part" \
  || fail 70 "the dump broke off"

# pg_dump writes this line last, so that whoever finds it has read the dump to its end. grep reads on after it has found
# it, because whoever writes into a closed pipe fails.
decrypt "$WORK/part" | gzip --decompress --stdout | tail --lines 20 \
  | grep --count '^-- PostgreSQL database dump complete' >/dev/null \
  || fail 74 "the dump does not read back to its end"

mv "$WORK/part" "$WORK/$dump"
(cd "$WORK" && sha256sum "$dump" >"$dump.sha256")
echo "dump: $(stat --format %s "$WORK/$dump") bytes, $(cut -c 1-64 "$WORK/$dump.sha256")"
