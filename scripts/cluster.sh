#!/bin/sh
# The cluster test: Spark here beside PostgreSQL. Installs pyspark (some 450 MB) once; `make test` never needs it.
set -eu
cd "$(dirname "$0")/.."
if ! "${JAVA_HOME:+$JAVA_HOME/bin/}java" -version >/dev/null 2>&1; then
    printf '\n× 没有 Java，集群检验没有运行\n  Spark 要在 Java 17 上运行\n  → %s\n  (%s)\n\n' \
        "请安装 Java 17（Debian/Ubuntu：apt install openjdk-17-jre-headless）后再执行 make cluster-test" \
        "no Java: the cluster test did not run; install Java 17 and try again" >&2
    exit 2
fi
echo "核对 pyspark（首次下载约 450 MB）/ pyspark, checked by its hash"
.venv/bin/python -m uv pip install --quiet --python .venv/bin/python --require-hashes \
    --build-constraints requirements-cluster.lock -r requirements-cluster.lock
DJANGO_SETTINGS_MODULE=config.settings exec .venv/bin/python -m tests.cluster.run "$@"
