# shellcheck shell=bash
# Starts and stops the whole service for tests, under sanitizers: sourced.

service_build() { # STATE
	make -s --no-print-directory -j"$(nproc)" VAR="$1" build assets \
	    "$1/demo/media.sql" tests/node_modules &&
	    make -s --no-print-directory -j"$(nproc)" VAR="$1" SAN=1 build
}

# What service_build made, with a database and files of its own.
service_start() { # STATE WORK PORT
	local state=$1 work=$2 port=$3 release=$1/build/release
	server/deploy/cluster.sh stop "$work" 2>/dev/null
	rm -rf "${work:?}/pg" "${work:?}/media"
	mkdir -p "$work/log" "$work/demo"
	ln -sfn "$state/assets" "$work/assets"
	cp -al "$state/media" "$work/media"
	cp "$state/demo/media.sql" "$work/demo/media.sql"
	export HAMYAR_BUILD=$state/build/san
	unset HAMYAR_URL HAMYAR_SANDBOX_PORT HAMYAR_SECRET
	# shellcheck disable=SC1091
	. server/deploy/env.sh "$work" "$port"
	ulimit -n 8192 2>/dev/null
	server/deploy/database.sh || return 1
	SCALE=1 "$release/hamyarctl" demo || return 1
	# All tests come from one address, and log in faster than people.
	psql -qX "$HAMYAR_DB_OWNER" -c "insert into setting (key, valid_from,
	    value) select key, now() - interval '1 day', to_jsonb(value)
	    from (values ('login.resend_s', 0), ('login.per_address', 100000),
	        ('session.per_address', 1000000),
	        ('login.per_hour', 1000000), ('order.unpaid_max', 1000000),
	        ('login.per_number_hour', 1000), ('login.per_number_day', 1000),
	        ('login.tries_per_address', 100000),
	        ('import.per_hour', 100000)) v (key, value)" || return 1
	service_up
}

service_up() {
	local tries=0
	# The fault tests do not wait a minute for the sweeper.
	export HAMYAR_SWEEP_S=1
	export ASAN_OPTIONS=detect_leaks=1:abort_on_error=0:exitcode=99
	node tests/sandbox/server.mjs >"$HAMYAR_VAR/log/sandbox.log" 2>&1 &
	echo $! >"$HAMYAR_VAR/sandbox.pid"
	"$HAMYAR_BUILD/hamyar" >"$HAMYAR_VAR/log/hamyar.log" 2>&1 &
	echo $! >"$HAMYAR_PID_FILE"
	"$HAMYAR_BUILD/hamyarctl" jobs >"$HAMYAR_VAR/log/jobs.log" 2>&1 &
	echo $! >"$HAMYAR_VAR/jobs.pid"
	until curl -fs -o /dev/null "$HAMYAR_URL/readyz"; do
		tries=$((tries + 1))
		if [ $tries -gt 150 ]; then
			tail -n 20 "$HAMYAR_VAR"/log/{hamyar,jobs}.log
			return 1
		fi
		sleep 0.2
	done
}

# By the pids they wrote down: a fault test may have started them again, and
# then they are not our children, so nobody can wait for them.
service_stop() {
	local name pid tries
	for name in hamyar jobs sandbox; do
		pid=$(cat "$HAMYAR_VAR/$name.pid" 2>/dev/null) || continue
		kill "$pid" 2>/dev/null || continue
		tries=0
		while kill -0 "$pid" 2>/dev/null && [ $tries -lt 100 ]; do
			tries=$((tries + 1))
			sleep 0.1
		done
	done
	server/deploy/cluster.sh stop "${HAMYAR_VAR:?}"
}
