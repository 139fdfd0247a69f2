#!/bin/sh
# Run once, when the database container sets up its data: the owner of the tables, the application that owns none, and
# who keeps the copies.
set -eu
psql --quiet --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres \
    --set owner_password="$OWNER_PASSWORD" --set app_password="$APP_PASSWORD" \
    --set backup_password="$BACKUP_PASSWORD" <<'SQL'
CREATE ROLE scheme_owner LOGIN PASSWORD :'owner_password';
CREATE ROLE scheme_app LOGIN PASSWORD :'app_password';
CREATE ROLE scheme_backup LOGIN REPLICATION PASSWORD :'backup_password';
CREATE DATABASE scheme OWNER scheme_owner;
SQL
echo "host replication scheme_backup all scram-sha-256" >> "$PGDATA/pg_hba.conf"
