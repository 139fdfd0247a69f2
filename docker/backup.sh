#!/bin/sh
# Keeps a copy of the database in another place, for as long as it runs: a base backup a day, checked, and in between
# the server's log as it is written, so that any second since the oldest base can be had again (docker/restore.sh).
# PGHOST, PGPORT, PGUSER, PGPASSWORD name a log-in with REPLICATION; the slot makes the server keep what is not here yet.
set -eu
: "${BACKUP_DIR:?is where the copies go}"
EVERY=${BACKUP_EVERY:-86400} KEPT=${BACKUP_KEPT:-7} LOG=$BACKUP_DIR/log
export PGAPPNAME=backup
mkdir -p "$LOG"

pg_receivewal --slot backup --create-slot --if-not-exists
pg_receivewal --slot backup --directory "$LOG" --synchronous &
receiver=$!
trap 'kill "$receiver" 2>/dev/null; exit 0' INT TERM

base() {
    rm -rf "$BACKUP_DIR/part"
    pg_basebackup --pgdata "$BACKUP_DIR/part" --checkpoint fast --wal-method stream
    pg_verifybackup --quiet "$BACKUP_DIR/part"
    mv "$BACKUP_DIR/part" "$BACKUP_DIR/base-$(date -u +%Y-%m-%dT%H:%M:%SZ)"
}

forget() { # all but the newest bases, and the log from before the oldest that is left
    ls -d "$BACKUP_DIR"/base-* | sort -r | tail -n "+$((KEPT + 1))" | xargs -r rm -rf
    oldest=$(ls -d "$BACKUP_DIR"/base-* | sort | head -n 1)
    pg_archivecleanup "$LOG" "$(sed -n 's/^START WAL LOCATION:.*file \([0-9A-F]*\))$/\1/p' "$oldest/backup_label")"
}

while kill -0 "$receiver" 2>/dev/null; do
    base
    forget
    echo "A base backup is made."
    waited=0
    while [ "$waited" -lt "$EVERY" ] && kill -0 "$receiver" 2>/dev/null; do
        sleep 1
        waited=$((waited + 1))
    done
done
echo "The server's log no longer comes in." >&2
exit 1
