#!/bin/bash
# Style, layers, warnings and static analysis, as TAP: lint.sh STATE
set -u
state=$1
n=0
status=0
# What is ours: also what is not in the index yet.
ours() {
	git ls-files -co --exclude-standard "$@" | while read -r file; do
		[ ! -f "$file" ] || printf '%s\n' "$file"
	done
}

sources=$(ours 'server/*.c' 'api/*.c' 'storefront/*.c')
headers=$(ours '*.h')

# A check passes when its command prints nothing.
check() { # NAME COMMAND...
	local name=$1 out
	shift
	n=$((n + 1))
	out=$("$@" 2>&1)
	if [ -z "$out" ]; then
		echo "ok $n - $name"
	else
		echo "not ok $n - $name"
		printf '%s\n' "$out" | head -n 40 | sed 's/^/# /'
		status=1
	fi
}

formatted() {
	# shellcheck disable=SC2046
	clang-format --dry-run $(ours '*.c' '*.h') 2>&1 |
	    grep 'warning:' || true
}

# Compiles everything once more with the other compiler.
clang_warns() {
	local flags file
	flags=$(make -s --no-print-directory VAR="$state" print-cflags)
	for file in $sources; do
		# shellcheck disable=SC2086
		clang $flags -Wno-gnu-zero-variadic-macro-arguments \
		    -fsyntax-only "$file"
	done
}

headers_alone() {
	local flags header
	flags=$(make -s --no-print-directory VAR="$state" print-cflags)
	for header in $headers; do
		# shellcheck disable=SC2086
		gcc $flags -x c -fsyntax-only "$header" 2>&1
	done
}

long_functions() {
	awk 'FNR == 1 { start = 0 }
	/^\{$/ { start = FNR }
	/^\}/ && start { if (FNR - start > 70)
	    print FILENAME ":" start ": " FNR - start " lines"; start = 0 }' \
	    $sources
}

long_files() {
	wc -l $(ours '*.c' '*.h' '*.sql' '*.html' '*.scss' '*.js' \
	    '*.mjs' '*.sh') | awk '$1 > 600 && $2 != "total"'
}

banned_calls() {
	grep -nE '\b(strcpy|strcat|sprintf|vsprintf|strtok|atoi|atol|gets|gmtime|localtime|alloca)\(' \
	    $sources || true
}

layers() {
	grep -nE '#include "(api|storefront)/' $(ours server) || true
	grep -nE '#include "storefront/' $(ours api) || true
}

# {{{raw}}} takes only what our own code made: each use is listed here.
raw_output() {
	grep -nE '\{\{\{|\{\{&' $(ours 'storefront/*.html') |
	    grep -vFf tests/raw-output.txt || true
}

inline_code() {
	grep -nE '(<script>|<style| style="| on[a-z]+=")' \
	    $(ours 'storefront/*.html') || true
}

# A partial, a layout or a page of a route that is not there renders nothing.
templates_exist() {
	grep -noE '\{\{[>&]? ?[<>] ?[a-z0-9/_-]+ ?\}\}' \
	    $(ours 'storefront/*.html') |
	    while IFS=: read -r file line tag; do
		name=$(printf %s "$tag" | tr -d '{}<>& ')
		[ -f "storefront/$name.html" ] || echo "$file:$line: $name"
	done
	grep -noE '\.page = "[^"]+"' $(ours 'storefront/*.c') |
	    while IFS=: read -r file line tag; do
		name=$(printf %s "$tag" | cut -d'"' -f2)
		[ -f "storefront/$name.html" ] || echo "$file:$line: $name"
	done
}

# An alert without its sentence is a title with nothing behind it.
alerts_speak() {
	grep -oE "^	\('[a-z_]+'" db/seed/base/06_alert.sql | tr -d "\t('" |
	    while read -r kind; do
		grep -q "{{#is_$kind}}" storefront/shared/alert.html ||
		    echo "storefront/shared/alert.html says nothing of $kind"
	done
}

# Where this was built is nobody's business, and breaks elsewhere.
machine_traces() {
	git grep -nIE '(registry\.[a-z.]*(npm|yarn)|npmjs\.org|pypi\.org|deb\.debian\.org|(^|[ "'"'"'=(])/(home|root|work|Users)/)' \
	    -- . ':!tests/lint.sh' || true
}

readmes() {
	local folder
	for folder in $(ours | sed -n 's|^\([^./][^/]*\)/.*|\1|p' | sort -u); do
		[ -f "$folder/README.md" ] || echo "$folder has no README.md"
	done
	[ -f README.md ] || echo 'no README.md'
}

sql_says() {
	local file
	for file in $(ours 'db/queries/*.sql' 'db/functions/*.sql' \
	    'db/migrations/*.sql'); do
		head -n 1 "$file" | grep -q '^-- ' ||
		    echo "$file: its first line is no comment"
	done
}

# FOR UPDATE also stops everybody who only refers to the row: no order for a
# group while somebody sends it a paper.
row_locks() {
	grep -nE '\bfor update\b' $(ours 'db/functions/*.sql') || true
}

shells() {
	# shellcheck disable=SC2046
	shellcheck --format=gcc --exclude=SC2086,SC2046,SC2317,SC2153,SC2240,SC2015 \
	    $(ours '*.sh' .ci/run) || true
}

tidy() {
	local flags
	flags=$(make -s --no-print-directory VAR="$state" print-cflags)
	# shellcheck disable=SC2016
	printf '%s\n' $sources | xargs -P 2 -n 6 sh -c \
	    'checks=$1 flags=$2; shift 2
	    clang-tidy --quiet --checks="$checks" "$@" -- $flags' sh \
	    "$(paste -sd, tests/clang-tidy.txt)" "$flags" 2>&1 |
	    grep -E 'warning:|error:' || true
}

cppcheck_says() {
	cppcheck --quiet --enable=warning,portability,performance \
	    --inline-suppr --suppress=missingIncludeSystem \
	    --suppress=normalCheckLevelMaxBranches --std=c11 -Iserver -I. \
	    `# it takes "struct template" for C++; compilers see this better` \
	    --suppress=CastIntegerToAddressAtReturn \
	    $sources 2>&1 || true
}

make -s --no-print-directory -j"$(nproc)" VAR="$state" build >/dev/null || exit 1
check "formatted by clang-format" formatted
check "no warning from clang" clang_warns
check "each header compiles alone" headers_alone
check "functions of at most 70 lines" long_functions
check "files of at most 600 lines" long_files
check "no banned call" banned_calls
check "layers: server under api under storefront" layers
check "raw output only where it is listed" raw_output
check "no inline script or style" inline_code
check "every template that is named is there" templates_exist
check "every alert has its sentence" alerts_speak
check "no trace of a machine or a package registry" machine_traces
check "every folder has its README" readmes
check "SQL says in its first line what it answers" sql_says
check "no lock that stops who refers to a row" row_locks
check "shellcheck" shells
check "clang-tidy" tidy
check "cppcheck" cppcheck_says
exit $status
