"""An office's own sheet of enterprises comes in (导入企业台账): tried out cell by cell, taken in by chunks, taken back.

`fields` which headers mean what; `reading` the rows on from where the last chunk ended; `parsing` a row's cells into
values; `fresh` what a new firm becomes; `matching` which firm a row means; `planning` what a chunk of rows would do;
`saying` whose facts they are; `writing` does it; `knowing` tells the planner; `advancing` goes on, chunk by chunk;
`models` where an import stands, so that a killed one goes on.
"""
