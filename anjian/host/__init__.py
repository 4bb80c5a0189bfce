"""One machine (主机): the embedded PostgreSQL, the processes beside it, backup and restore, health.

Plain Python that knows no module of the domain; it imports only `anjian.lib`. What the modules want done here
(steps after migrating, steps of the worker, health checks) is handed in by `config`.

Words: *embedded server* 自带数据库, a PostgreSQL that this checkout starts as its own child; *owner* 属主, the role
that migrates; *app* 应用, the role that serves, without the right to change the past; *var* 运行目录, everything that
is not source.
"""
