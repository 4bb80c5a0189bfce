"""The cluster test (集群检验): a Spark master and two workers on this machine say what PostgreSQL and reference say.

``make cluster-test`` installs what it needs beside the rest and runs `run.py`; not part of ``make test``.
"""
