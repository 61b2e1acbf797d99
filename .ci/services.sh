# What the tests need beside Python: a PostgreSQL server, Java for Spark, a browser for the report.
set -euo pipefail
. "$(dirname "$0")/debian.sh"

missing=()
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || missing+=(postgresql)
command -v java >/dev/null || missing+=(default-jre-headless)
command -v chromium >/dev/null || missing+=(chromium)
[ ${#missing[@]} -eq 0 ] || debian "${missing[@]}"
