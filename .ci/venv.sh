# Make .venv with the given Python (3.11 or newer), unless it is there already.
set -euo pipefail
. "$(dirname "$0")/debian.sh"
python=$1

[ -x .venv/bin/pip ] && exit 0
command -v "$python" >/dev/null || debian python3
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
  echo "Python 3.11 or newer is needed; $python is older. Name another one: make PYTHON=python3.12 …" >&2
  exit 3
}
"$python" -c 'import ensurepip' 2>/dev/null || debian python3-venv
"$python" -m venv .venv
