"""Plain Python below everything: days, terms, codes, conditions, state tables, verdicts. No Django, no network."""
