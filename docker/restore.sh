#!/bin/sh
# Makes the data of a server as it was at a moment: restore.sh BACKUP_DIR DATA [2027-01-31T12:34:56Z]
# DATA must not exist. Without a moment: the latest there is. Start a server on DATA afterwards; it reads the log up to
# that moment, and takes writes from then on.
set -eu
BACKUP_DIR=${1:?is where the copies are} DATA=${2:?is where the data goes} MOMENT=${3:-}
if [ -e "$DATA" ]; then
    echo "$DATA is there already: name a folder that is not." >&2
    exit 1
fi

base=
for each in $(ls -d "$BACKUP_DIR"/base-* | sort); do
    made=${each##*/base-}
    # Times of this form are in order as texts are.
    if [ -z "$MOMENT" ] || [ "$made" = "$MOMENT" ] || [ "$(printf '%s\n%s\n' "$made" "$MOMENT" | sort | head -n 1)" = "$made" ]; then
        base=$each
    fi
done
if [ -z "$base" ]; then
    echo "There is no base backup from before $MOMENT." >&2
    exit 1
fi

cp -a "$base" "$DATA"
chmod 700 "$DATA"
{
    echo "restore_command = 'cp \"$BACKUP_DIR/log/%f\" \"%p\" 2>/dev/null || cp \"$BACKUP_DIR/log/%f.partial\" \"%p\"'"
    if [ -n "$MOMENT" ]; then
        echo "recovery_target_time = '${MOMENT%Z}+00'"
        echo "recovery_target_action = 'promote'"
    fi
} >> "$DATA/postgresql.auto.conf"
: > "$DATA/recovery.signal"
echo "From $(basename "$base")."
