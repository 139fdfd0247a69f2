#!/bin/sh
# Run once, when the database container sets up its data: the owner of the tables, and the application that owns none.
set -eu
psql --quiet --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres \
    --set owner_password="$OWNER_PASSWORD" --set app_password="$APP_PASSWORD" <<'SQL'
CREATE ROLE scheme_owner LOGIN PASSWORD :'owner_password';
CREATE ROLE scheme_app LOGIN PASSWORD :'app_password';
CREATE DATABASE scheme OWNER scheme_owner;
SQL
