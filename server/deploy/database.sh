#!/bin/sh
# Makes the database and its roles where they are missing, then migrates.
set -eu

super="$HAMYAR_DB_SUPER dbname=postgres"
psql -qAtX "$super" -c \
    "select 1 from pg_database where datname = 'hamyar'" | grep -q 1 ||
    psql -qX "$super" -c "create database hamyar"
psql -qX -v ON_ERROR_STOP=1 "$HAMYAR_DB_SUPER dbname=hamyar" \
    -f db/roles.sql >/dev/null
"${HAMYAR_BUILD:?}/hamyarctl" migrate
