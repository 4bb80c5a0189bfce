"""Policy (政策): official documents as data, adopted by places, with the settings that the text leaves to them.

Words: a *document* (文件) is kept as a *pack* (规则包) of articles, clauses (条款) and rules (规则); a place *adopts*
it (采用) and *sets* (设定) what its text leaves open. Face: `actions`, `queries`, `events`, and the hook `examples`,
where the module that runs rules registers itself.
"""
