# shellcheck shell=sh
# Settings of the sandbox, for run.sh and the tests: . env.sh STATE PORT, in
# bash: a plain shell hands no arguments to a file it reads.
# Two copies side by side differ in state folder and port alone.
state=${1:?usage, in bash: . env.sh STATE PORT}
port=${2:?usage, in bash: . env.sh STATE PORT}
socket=$("$HAMYAR_ROOT/server/deploy/cluster.sh" start "$state")
base="host=$socket dbname=hamyar sslmode=disable gssencmode=disable connect_timeout=5"

export HAMYAR_MODE=sandbox
export HAMYAR_VAR="$state"
export HAMYAR_PORT="$port"
export HAMYAR_PID_FILE="$state/hamyar.pid"
export HAMYAR_URL="${HAMYAR_URL:-http://127.0.0.1:$port}"
export HAMYAR_SANDBOX_PORT="${HAMYAR_SANDBOX_PORT:-$((port + 1))}"
export HAMYAR_SANDBOX="http://127.0.0.1:$HAMYAR_SANDBOX_PORT"
export HAMYAR_SECRET="${HAMYAR_SECRET:-only-for-the-sandbox}"
export HAMYAR_DB="$base user=hamyar_service options='-c statement_timeout=5000'"
export HAMYAR_DB_OWNER="$base user=hamyar_owner"
export HAMYAR_DB_JOBS="$base user=hamyar_jobs"
export HAMYAR_DB_SUPER="host=$socket user=postgres"
