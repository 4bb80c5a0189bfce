# 安监 Anjian. Two commands: `make run` (serve on this machine) and `make test` (everything that must hold).
# A bare machine needs Python 3.11, git and make; the rest comes from requirements.lock, checked by hash.
.POSIX:
.PHONY: help run test check chaos cluster-test lock clean ready

help:
	@echo "make run    安装、启动并打开服务（127.0.0.1:8000，用 PORT=8001 make run 换端口）/ install, start, serve"
	@echo "make test   安装并运行全部检查和测试 / install, run every check and test"
	@echo "make check  只做静态检查 / lint, format, types, import ladder"
	@echo "make chaos  反复强杀 300 次的演练，约二十分钟 / 300 kill -9 under load"
	@echo "make cluster-test  Spark 主节点和两个工作节点与 PostgreSQL 逐行比较（要有 Java 17）/ Spark here against PostgreSQL"
	@echo "make lock   依赖改动后重写 requirements.lock / after changing dependencies"
	@echo "make clean  删除 .venv 和缓存（不删除数据 var/）/ remove .venv and caches, never the data in var/"

ready:
	@sh scripts/setup.sh

run: ready
	@exec .venv/bin/anjian run

test: ready
	@sh scripts/test.sh

check: ready
	@sh scripts/test.sh check

chaos: ready
	@ANJIAN_PARTITIONS=1000 .venv/bin/python -m pytest -q -p no:xdist anjian/offline -k partitions
	@.venv/bin/python -m tests.chaos.kill

cluster-test: ready
	@sh scripts/cluster.sh

PIN = .venv/bin/python -m uv pip compile --generate-hashes --no-annotate --python-version 3.11
lock: ready
	$(PIN) pyproject.toml --group dev -o requirements.lock
	$(PIN) --group cluster -o requirements-cluster.lock

clean:
	rm -rf .venv .ruff_cache .mypy_cache .import_linter_cache .hypothesis build anjian.egg-info
	find . -name __pycache__ -type d -not -path './var/*' -prune -exec rm -rf {} +
