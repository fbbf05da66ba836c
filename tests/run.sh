#!/bin/bash
# Every kind of test, one after the other; ends with "N passed, N failed".
# run.sh STATE [KIND ...]   kinds: lint unit fuzz db http browser faults
# ONLY=buy takes just the files of http, browser and faults that begin so.
set -u
shopt -s nullglob

export HAMYAR_ROOT=$PWD
state=$(realpath -m "$1")
shift
kinds=${*:-lint unit fuzz db http browser faults}
work=$state/test
port=${TEST_PORT:-18080}
passed=0
failed=0
mkdir -p "$work"

# Adds one kind's counts; a kind that counted nothing has failed.
count() { # KIND PASSED FAILED STATUS
	local ok=$2 bad=$3
	if [ "$4" -ne 0 ] && [ "$bad" -eq 0 ]; then bad=1; fi
	if [ "$ok" -eq 0 ] && [ "$bad" -eq 0 ]; then bad=1; fi
	passed=$((passed + ok))
	failed=$((failed + bad))
	printf '%-8s %5d passed, %d failed  (%d s)\n' "$1" "$ok" "$bad" \
	    $((SECONDS - began))
	[ "$bad" -eq 0 ] || {
		grep -A 14 -E '^[[:space:]]*not ok' "$work/$1.log" | head -n 100
		tail -n 20 "$work/$1.log"
		echo "The whole log: $work/$1.log"
	}
}

# Runs a command that prints TAP at the left edge.
tap() { # KIND COMMAND...
	local kind=$1 status
	shift
	began=$SECONDS
	"$@" >"$work/$kind.log" 2>&1
	status=$?
	count "$kind" "$(grep -cE '^\s*ok [0-9]' "$work/$kind.log")" \
	    "$(grep -cE '^\s*not ok [0-9]' "$work/$kind.log")" $status
}

# Runs files of Node's own test runner, which counts by itself.
nodes() { # KIND FILES...
	local kind=$1 status
	shift
	if [ $# -eq 0 ]; then
		echo "$kind: no file begins with ${ONLY:-}"
		failed=$((failed + 1))
		return
	fi
	began=$SECONDS
	node --test --test-concurrency=1 --test-reporter=tap "$@" \
	    >"$work/$kind.log" 2>&1
	status=$?
	count "$kind" "$(sed -n 's/^# pass //p' "$work/$kind.log" | tail -1)" \
	    "$(sed -n 's/^# fail //p' "$work/$kind.log" | tail -1)" $status
}

for kind in $kinds; do
	case $kind in
	lint) tap lint tests/lint.sh "$state" ;;
	unit) tap unit tests/unit/unit.sh "$state" ;;
	fuzz) tap fuzz tests/fuzz/fuzz.sh "$state" "${FUZZ_SECONDS:-2}" ;;
	db) tap db tests/db/db.sh "$work" ;;
	http | browser | faults)
		# One service under sanitizers, with the demo data, for all.
		[ -n "${service:-}" ] || {
			began=$SECONDS
			# shellcheck disable=SC1091
			. tests/service.sh
			trap service_stop EXIT
			if ! service_start "$state" "$work" "$port"; then
				echo "service  did not start"
				failed=$((failed + 1))
				break
			fi
			service=1
			echo "service  started  ($((SECONDS - began)) s)"
		}
		if [ "$kind" = http ]; then
			nodes http tests/{http,sandbox}/"${ONLY:-}"*.test.mjs
		elif [ "$kind" = browser ]; then
			nodes browser tests/browser/"${ONLY:-}"*.test.mjs
		else
			nodes faults tests/faults/"${ONLY:-}"*.test.mjs
		fi
		;;
	esac
done

echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
