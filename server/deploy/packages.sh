#!/bin/sh
# Installs what is missing of the packages named; asks sudo when not root.
set -eu

missing=
for package in "$@"; do
	# Node and its package manager may come from elsewhere than Debian.
	case $package in
	nodejs) command -v node >/dev/null && continue ;;
	npm) command -v npm >/dev/null && continue ;;
	esac
	dpkg-query -W -f '${Status}' "$package" 2>/dev/null |
	    grep -q 'ok installed' || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

sudo=
if [ "$(id -u)" -ne 0 ]; then
	sudo='sudo env DEBIAN_FRONTEND=noninteractive'
	command -v sudo >/dev/null || {
		echo "These packages of Debian are missing; as root:" >&2
		echo "    apt-get install$missing" >&2
		exit 1
	}
fi
export DEBIAN_FRONTEND=noninteractive
log=$(mktemp)
trap 'rm -f "$log"' EXIT
echo "Installing packages of Debian, some minutes:$missing"
# A list that is out of reach must not stop what the others have.
# shellcheck disable=SC2086
$sudo apt-get update -qq >"$log" 2>&1 || cat "$log" >&2
# shellcheck disable=SC2086
$sudo apt-get install -y -qq --no-install-recommends $missing \
    >"$log" 2>&1 || {
	tail -n 30 "$log" >&2
	exit 1
}
