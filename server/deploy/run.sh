#!/bin/bash
# Everything of one copy in the foreground: run.sh STATE PORT FLAVOR
# Builds what changed, then runs until Ctrl-C, which stops all that it
# started, the database last.
set -u

state=$1
port=$2
HAMYAR_ROOT=$PWD
HAMYAR_BUILD=$state/build/$3
export HAMYAR_ROOT HAMYAR_BUILD
log=$state/log
declare -A children=()

die() { # SENTENCE...
	printf '%s\n' "$@" >&2
	exit 1
}

# One line a step; what the step itself says is shown when it fails.
step() { # WORDS COMMAND...
	local words=$1 began=$SECONDS
	shift
	printf '%-36s' "$words"
	if ! "$@" >"$log/step.log" 2>&1 9>&-; then
		echo 'failed:'
		tail -n 30 "$log/step.log"
		exit 1
	fi
	echo "$((SECONDS - began)) s"
}

only_copy() {
	exec 9>"$state/lock"
	flock -n 9 || die "Another copy is running in $state." \
	    'Stop it first, or choose another folder, such as VAR=var2.'
}

port_must_be_free() { # PORT WHAT
	! (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null ||
	    die "Port $1, for $2, is taken by another program." \
		"Choose another one, such as PORT=$(($1 + 10))."
}

build() {
	"${MAKE:-make}" -s --no-print-directory VAR="$state" \
	    -j"$(nproc)" "$@"
}

# A group of its own each, so that none is missed and Ctrl-C reaches this
# script alone; the death of this script ends them too.
start() { # NAME COMMAND...
	local name=$1
	shift
	setsid setpriv --pdeathsig TERM "$@" \
	    >"$log/$name.log" 2>&1 </dev/null 9>&- &
	children[$!]=$name
}

stop() {
	local child tries=0
	trap '' INT TERM HUP
	trap - EXIT
	for child in "${!children[@]}"; do
		kill -TERM "$child" 2>/dev/null
	done
	for child in "${!children[@]}"; do
		while kill -0 "$child" 2>/dev/null && [ "$tries" -lt 100 ]; do
			tries=$((tries + 1))
			sleep 0.1
		done
		# Workers whose parent is gone are still of its group.
		kill -KILL -- "-$child" 2>/dev/null
	done
	server/deploy/cluster.sh stop "$state" 2>/dev/null
}

stop_kindly() {
	printf '\nStopping …\n'
	stop
	echo 'Stopped.'
	exit 0
}

# True once everything answers; a child that dies meanwhile ends the wait.
ready() {
	local tries=0 child
	while [ $tries -lt 150 ]; do
		curl -fs -o /dev/null --noproxy '*' \
		    "http://127.0.0.1:$port/readyz" && return 0
		for child in "${!children[@]}"; do
			kill -0 "$child" 2>/dev/null || return 1
		done
		tries=$((tries + 1))
		sleep 0.2
	done
	return 1
}

last_words() { # NAME...
	local name
	for name in "$@"; do
		echo "--- the end of $log/$name.log" >&2
		tail -n 8 "$log/$name.log" >&2
	done
}

watch() {
	local gone status
	wait -n -p gone "${!children[@]}" 2>/dev/null
	status=$?
	echo "${children[$gone]} has ended with status $status." \
	    'Stopping the rest …' >&2
	last_words "${children[$gone]}"
	exit 1
}

mkdir -p "$log" "$state/media"
only_copy
ulimit -n 8192 2>/dev/null
trap stop_kindly INT TERM HUP
trap stop EXIT
port_must_be_free "$port" 'Hamyar'
port_must_be_free "${HAMYAR_SANDBOX_PORT:-$((port + 1))}" 'the sandbox'

step 'Building the programs' build build
step 'Building styles and scripts' build assets
step 'Drawing the demo pictures' build "$state/demo/media.sql"
# shellcheck disable=SC1091
step 'Starting PostgreSQL' server/deploy/cluster.sh start "$state"
# shellcheck disable=SC1091
. server/deploy/env.sh "$state" "$port" 9>&-
step 'Bringing the database up to date' server/deploy/database.sh
step 'Loading the demo data, once' "$HAMYAR_BUILD/hamyarctl" demo

start sandbox node tests/sandbox/server.mjs
start hamyar "$HAMYAR_BUILD/hamyar"
start jobs "$HAMYAR_BUILD/hamyarctl" jobs
if ! ready; then
	last_words sandbox hamyar jobs
	die "Hamyar did not start; $log has the whole story."
fi

cat <<EOF

Hamyar is ready: $HAMYAR_URL/

Log in at $HAMYAR_URL/login with one of these numbers;
the code of each login is read at $HAMYAR_SANDBOX/sms
EOF
cat db/seed/demo/accounts.txt
echo 'Ctrl-C stops everything.'
watch
