#!/bin/sh
# Everything that must hold before a change lands. All parts run even when one fails; pytest's closing line comes last,
# or the names of what failed.
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

# The types take a minute on one processor: beside the other parts, told when they are known.
said=$(mktemp)
trap 'rm -f "$said"' EXIT
{
    "$py" -m mypy > "$said" 2>&1
    code=$?
    { echo; echo "── mypy"; cat "$said"; }
    exit $code
} &
types=$!

part ruff "$py" -m ruff check .
part format "$py" -m ruff format --check .
part imports "$py" -c 'from importlinter.cli import lint_imports_command; lint_imports_command()'
if [ "${1:-}" = check ]; then
    wait $types || failed="$failed mypy"
    [ -z "$failed" ] || { echo "未通过 / failed:$failed" >&2; exit 1; }
    echo "检查通过 / checks passed"
    exit 0
fi
# The journeys' browser; without one they are skipped with a count, and fail where CI is set.
echo "── browser"
"$py" -m tests.browser.fetch || echo "没有浏览器 / no browser: journeys will be skipped (in CI: fail)" >&2
[ -z "$failed" ] || echo "── 未通过 / failed so far:$failed" >&2
echo "── pytest"
# A file stays in one process, so that what its tests share is made once; in the order of `testpaths`, the long ones first.
"$py" -m pytest -n "${TEST_WORKERS:-2}" --dist loadfile --no-loadscope-reorder || failed="$failed pytest"
wait $types || failed="$failed mypy"
[ -z "$failed" ] || { echo "未通过 / failed:$failed" >&2; exit 1; }
