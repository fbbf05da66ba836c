#!/bin/sh
# Builds each cmocka program under ASan and UBSan and runs it: unit.sh STATE
set -eu
make -s --no-print-directory -j"$(nproc)" VAR="$1" SAN=1 unit
status=0
for program in "$1"/build/san/tests/unit/test_*; do
	case $program in *.o | *.d) continue ;; esac
	echo "# $(basename "$program")"
	CMOCKA_MESSAGE_OUTPUT=TAP "$program" || status=1
done
exit $status
