#!/bin/sh
# A private PostgreSQL of its own folder, reached by a Unix socket alone.
# cluster.sh start|stop STATE   prints the socket's folder on start
set -eu

verb=$1
state=${2:?usage: cluster.sh start|stop STATE}
case $state in
/ | [!/]*)
	echo "cluster.sh: $state is no whole path of a folder" >&2
	exit 2
	;;
esac
data=$state/pg
bin=/usr/lib/postgresql/15/bin

# A socket's path may be 107 bytes long; deep folders get theirs elsewhere.
socket=$state/run
[ ${#socket} -lt 80 ] ||
    socket=/tmp/hamyar-$(printf %s "$state" | cksum | cut -d' ' -f1)

# PostgreSQL refuses to run as root. Root's folder may be closed to the user
# it drops to, so the right to pass through folders is kept.
as_owner() {
	if [ "$(id -u)" -ne 0 ]; then
		"$@"
	elif setpriv --reuid=postgres test -x "$state"; then
		setpriv --reuid=postgres --regid=postgres --init-groups "$@"
	else
		setpriv --reuid=postgres --regid=postgres --init-groups \
		    --inh-caps=+dac_override --ambient-caps=+dac_override "$@"
	fi
}

create() {
	mkdir -p "$data"
	[ "$(id -u)" -ne 0 ] || chown postgres: "$data"
	as_owner $bin/initdb -D "$data" -U postgres -A trust -E UTF8 \
	    --locale=C.UTF-8 >"$state/log/initdb.log" 2>&1
	cat >>"$data/postgresql.conf" <<-EOF
	listen_addresses = ''
	max_connections = 100
	shared_buffers = 256MB
	work_mem = 8MB
	maintenance_work_mem = 128MB
	random_page_cost = 1.1
	jit = off
	timezone = 'Asia/Tehran'
	log_min_duration_statement = 1000
	log_line_prefix = '%m [%p] %u '
	EOF
}

case $verb in
start)
	mkdir -p "$state/log" "$socket"
	[ -s "$data/PG_VERSION" ] || create
	# A folder that was put back from a backup may be anyone's.
	[ "$(id -u)" -ne 0 ] || chown -R postgres: "$socket" "$data"
	if ! as_owner $bin/pg_ctl -D "$data" status >/dev/null 2>&1; then
		[ "$(id -u)" -ne 0 ] || {
			: >>"$state/log/postgresql.log"
			chown postgres: "$state/log/postgresql.log"
		}
		as_owner $bin/pg_ctl -D "$data" -w -t 60 -s \
		    -l "$state/log/postgresql.log" \
		    -o "-k '$socket'" start >&2 || {
			tail -n 8 "$state/log/postgresql.log" >&2
			exit 1
		}
	fi
	echo "$socket"
	;;
stop)
	as_owner $bin/pg_ctl -D "$data" -m fast -w -s stop >&2 || true
	;;
esac
