#!/bin/sh
# pgTAP in a database of its own, empty but for the migrations: db.sh WORK
set -eu
work=$1/db
port=0
mkdir -p "$work"
state=$(dirname "$1")
make -s --no-print-directory -j"$(nproc)" VAR="$state" build
export HAMYAR_BUILD="$state/build/release"
server/deploy/cluster.sh stop "$work" 2>/dev/null || true
rm -rf "$work/pg"
# shellcheck disable=SC1091
# A plain shell hands no arguments to a file it reads.
set -- "$work" "$port"
. server/deploy/env.sh
trap 'server/deploy/cluster.sh stop "$work"' EXIT
server/deploy/database.sh >&2
# Twice: migrating again changes nothing.
server/deploy/database.sh >&2
psql -qX "$HAMYAR_DB_SUPER dbname=hamyar" -c 'create extension pgtap;
    create extension plpgsql_check; grant usage on schema public to public'
PGHOST=$socket PGUSER=postgres PGDATABASE=hamyar \
    pg_prove --verbose tests/db/*.sql
