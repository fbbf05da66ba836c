#!/bin/bash
# Every kind of test; ends with "N passed, N failed".
# run.sh STATE [KIND ...]   kinds: lint unit fuzz db http model browser faults
# ONLY=buy takes just the files of the last four that begin so.
#
# Two rows of kinds of about the same length run side by side, each with a
# service of its own; what both need is built before.
set -u
shopt -s nullglob

export HAMYAR_ROOT=$PWD
state=$(realpath -m "$1")
shift
kinds=${*:-lint unit fuzz db http model browser faults}
work=$state/test
port=${TEST_PORT:-18080}
mkdir -p "$work"
: >"$work/counts"
# shellcheck disable=SC1091
. tests/service.sh

# Adds one kind's counts; a kind that counted nothing has failed.
count() { # KIND PASSED FAILED STATUS
	local ok=${2:-0} bad=${3:-0}
	if [ "$4" -ne 0 ] && [ "$bad" -eq 0 ]; then bad=1; fi
	if [ "$ok" -eq 0 ] && [ "$bad" -eq 0 ]; then bad=1; fi
	echo "$1 $ok $bad" >>"$work/counts"
	printf '%-8s %5d passed, %d failed  (%d s)\n' "$1" "$ok" "$bad" \
	    $((SECONDS - began))
	[ "$bad" -eq 0 ] || {
		grep -A 14 -E '^[[:space:]]*not ok' "$work/$1.log" | head -n 100
		tail -n 20 "$work/$1.log"
		echo "The whole log: $work/$1.log"
	}
}

# A step that proves nothing by itself, but all that follows needs it.
step() { # NAME COMMAND...
	local name=$1
	shift
	began=$SECONDS
	if "$@" >"$work/$name.log" 2>&1; then
		printf '%-15s done  (%d s)\n' "$name" $((SECONDS - began))
	else
		tail -n 40 "$work/$name.log"
		echo "$name failed; the whole log: $work/$name.log"
		echo "$name 0 1" >>"$work/counts"
		return 1
	fi
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
		echo "$kind 0 1" >>"$work/counts"
		return
	fi
	began=$SECONDS
	node --test --test-concurrency=1 --test-reporter=tap "$@" \
	    >"$work/$kind.log" 2>&1
	status=$?
	count "$kind" "$(sed -n 's/^# pass //p' "$work/$kind.log" | tail -1)" \
	    "$(sed -n 's/^# fail //p' "$work/$kind.log" | tail -1)" $status
}

# The kinds of a row that were asked for, one after the other; the first that
# needs a service starts it, under sanitizers and with the demo data.
row() { # FOLDER PORT KIND...
	local folder=$1 port=$2 kind service=
	shift 2
	for kind; do
		case " $kinds " in *" $kind "*) ;; *) continue ;; esac
		case $kind in
		lint) tap lint tests/lint.sh "$state" ;;
		unit) tap unit tests/unit/unit.sh "$state" ;;
		fuzz) tap fuzz tests/fuzz/fuzz.sh "$state" "${FUZZ_SECONDS:-2}" ;;
		db) tap db tests/db/db.sh "$work" ;;
		http | model | browser | faults)
			[ -n "$service" ] || {
				# Whoever ends all of us at once ends us twice.
				trap "trap '' INT TERM; service_stop" EXIT
				step "$kind-service" service_start "$state" \
				    "$folder" "$port" || return
				service=1
			}
			files=(tests/"$kind"/"${ONLY:-}"*.test.mjs)
			[ "$kind" != http ] ||
			    files+=(tests/sandbox/"${ONLY:-}"*.test.mjs)
			nodes "$kind" "${files[@]}"
			[ "$kind" != model ] ||
			    grep -E '^# (SEED=|[0-9]+ operations)' "$work/model.log"
			;;
		esac
	done
}

case " $kinds " in
*" http "* | *" model "* | *" browser "* | *" faults "*)
	step build service_build "$state" || kinds= ;;
esac
(row "$work" "$port" lint unit fuzz db http) &
first=$!
(row "$work/beside" $((port + 2)) browser model faults) >"$work/beside.log" 2>&1 &
second=$!
trap 'kill $first $second 2>/dev/null; wait' EXIT
wait $first
wait $second
trap - EXIT
cat "$work/beside.log"

# A kind that left no count has not run to its end.
for kind in $kinds; do
	grep -q "^$kind " "$work/counts" || {
		echo "$kind did not run"
		echo "$kind 0 1" >>"$work/counts"
	}
done
awk '{ ok += $2; bad += $3 }
END { print ok + 0 " passed, " bad + 0 " failed"; exit bad > 0 || ok == 0 }' \
    "$work/counts"
