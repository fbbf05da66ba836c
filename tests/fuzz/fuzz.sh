#!/bin/bash
# Each parser of foreign bytes for some seconds, from its kept corpus:
# fuzz.sh STATE SECONDS
set -u
make -s --no-print-directory -j"$(nproc)" VAR="$1" fuzzers || exit 1
n=0
status=0
for source in tests/fuzz/fuzz_*.c; do
	name=$(basename "$source" .c)
	work=$1/fuzz/$name
	mkdir -p "$work" "tests/fuzz/corpus/${name#fuzz_}"
	n=$((n + 1))
	if "$1/build/fuzz/$name" -max_total_time="$2" -timeout=5 \
	    -rss_limit_mb=2048 -max_len=16384 -artifact_prefix="$work/crash-" \
	    "$work" "tests/fuzz/corpus/${name#fuzz_}" \
	    >"$work.log" 2>&1; then
		echo "ok $n - $name, $(sed -n \
		    's/^Done \([0-9]*\) runs.*/\1 runs/p' "$work.log")"
	else
		echo "not ok $n - $name"
		tail -n 30 "$work.log"
		status=1
	fi
done
exit $status
