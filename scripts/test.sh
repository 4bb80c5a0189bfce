#!/bin/sh
# Everything that must hold before a change lands. All parts run even when one fails; pytest's closing line comes last.
set -u
cd "$(dirname "$0")/.."
py=.venv/bin/python
failed=

part() { # name, command…
    name=$1
    shift
    echo "── $name"
    "$@" || failed="$failed $name"
}

part ruff "$py" -m ruff check .
part format "$py" -m ruff format --check .
part mypy "$py" -m mypy
part imports "$py" -c 'from importlinter.cli import lint_imports_command; lint_imports_command()'
if [ "${1:-}" = check ]; then
    [ -z "$failed" ] || { echo "未通过 / failed:$failed" >&2; exit 1; }
    echo "检查通过 / checks passed"
    exit 0
fi
if [ -f tests/browser/fetch.py ]; then
    part browser "$py" tests/browser/fetch.py
fi
[ -z "$failed" ] || echo "── 未通过 / failed so far:$failed" >&2
echo "── pytest"
"$py" -m pytest -n "${TEST_WORKERS:-2}" || failed="$failed pytest"
[ -z "$failed" ]
