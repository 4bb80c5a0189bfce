"""Recording what happened (记录): any fact that the vocabulary declares, with a form made from its declaration.

`queries.form` gives the fields, `queries.read` understands what was typed, `queries.faults` judges it, `actions.record`
writes it with its photos in one transaction, `actions.undo` takes it back within ten minutes. Kinds of parties are
known through `parties`: a higher module registers its own (registry: enterprises). No table of its own.
"""
