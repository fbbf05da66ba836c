#!/bin/bash
# The speed table, beside nginx and pgbench: bench.sh STATE BUILD
# Two databases of its own are kept in STATE/bench until db/ changes.
set -eu

state=$1
export HAMYAR_BUILD=$2
export HAMYAR_ROOT=$PWD
export BENCH_STATE=$state
ulimit -n 8192 2>/dev/null || ulimit -n "$(ulimit -Hn)"

stop() {
	server/deploy/cluster.sh stop "$state/bench/small"
	[ ! -s "$state/bench/large/pg/PG_VERSION" ] ||
	    server/deploy/cluster.sh stop "$state/bench/large"
}
trap stop EXIT

# A cluster with the demo data, and its settings for bench.mjs.
prepare() { # NAME SCALE PORT
	local dir=$state/bench/$1
	local print
	print=$(git ls-files -z db | xargs -0 cat | cksum)
	if [ "$print" != "$(cat "$dir/print" 2>/dev/null)" ]; then
		server/deploy/cluster.sh stop "$dir" 2>/dev/null
		rm -rf "$dir"
	fi
	mkdir -p "$dir/log" "$dir/demo"
	ln -sfn "$state/assets" "$dir/assets"
	ln -sfn "$state/media" "$dir/media"
	cp "$state/demo/media.sql" "$dir/demo/media.sql"
	(
		unset HAMYAR_URL HAMYAR_SANDBOX_PORT
		# shellcheck disable=SC1091
		. server/deploy/env.sh "$dir" "$3"
		if [ ! -f "$dir/print" ]; then
			echo "Loading the demo at scale $2, once" >&2
			server/deploy/database.sh >/dev/null
			SCALE=$2 "$HAMYAR_BUILD/hamyarctl" demo >/dev/null
			psql -qX "$HAMYAR_DB_SUPER dbname=hamyar" \
			    -c 'vacuum analyze'
			echo "$print" >"$dir/print"
		fi
		env | grep '^HAMYAR_' >"$dir/settings"
	)
}

port=${BENCH_PORT:-19080} # another one where two measure at once
prepare small 1 "$port"
for row in ${ROWS:-search}; do
	case $row in
	search | portfolio | board | officers | inbox | exports)
		prepare large 10 $((port + 10))
		break
		;;
	esac
done
node tests/load/bench.mjs
