"""An office's own sheet of enterprises comes in (导入企业台账): tried out cell by cell, taken in by chunks, taken back.

`fields` which headers mean what; `parsing` a row's cells into values; `matching` which firm a row means; `planning`
what a chunk of rows would do; `writing` does it; `models` where an import stands, so that a killed one goes on.
"""
