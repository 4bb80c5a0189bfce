"""Rows that deny by default (行的可见范围) and rows with a history in two times (双时态切片).

The ground of every module with tables: `queries` has the manager that raises unless a viewer is named and the usual
scopes by place; `relations` the shape of a slice (since/until, said_by/replaced_by) and the SQL of the view over it;
`actions` the one way to change slices; `prepared` runs statements whose text stays the same. No table of its own;
imports lib and Django alone.
"""
