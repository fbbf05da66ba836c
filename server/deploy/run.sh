#!/bin/sh
# Everything of one copy in the foreground: run.sh STATE PORT BUILD
# Ctrl-C stops all that it started, the database last.
set -eu

state=$1
port=$2
build=$3
HAMYAR_ROOT=$(pwd)
export HAMYAR_ROOT
export HAMYAR_BUILD="$build"
ulimit -n 8192 2>/dev/null || true

children=
stop() {
	trap - INT TERM EXIT
	for child in $children; do
		kill "$child" 2>/dev/null || true
	done
	for child in $children; do
		wait "$child" 2>/dev/null || true
	done
	server/deploy/cluster.sh stop "$state"
}
trap 'stop; exit 0' INT TERM
trap 'stop' EXIT

mkdir -p "$state/log" "$state/media"
# shellcheck disable=SC1091
. server/deploy/env.sh "$state" "$port"
server/deploy/database.sh
"$build/hamyarctl" demo

node tests/sandbox/server.mjs >"$state/log/sandbox.log" 2>&1 &
children="$!"
"$build/hamyar" >"$state/log/hamyar.log" 2>&1 &
children="$children $!"
"$build/hamyarctl" jobs >"$state/log/jobs.log" 2>&1 &
children="$children $!"

tries=0
until curl -fs -o /dev/null "http://127.0.0.1:$port/readyz"; do
	tries=$((tries + 1))
	if [ $tries -gt 100 ]; then
		echo "Hamyar did not start; see $state/log/" >&2
		tail -n 5 "$state/log/hamyar.log" "$state/log/jobs.log" \
		    "$state/log/sandbox.log" >&2
		exit 1
	fi
	sleep 0.2
done

echo "Hamyar is ready: $HAMYAR_URL/"
echo "Messages and the bank's page: $HAMYAR_SANDBOX/"
cat db/seed/demo/accounts.txt
wait
