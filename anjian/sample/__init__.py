"""The sample region (示例地区): Linfen, Nantong, 曲靖 of Yunnan, an invented city; invented people and enterprises.

Everything is drawn from one seed, the day it is loaded for and its size (``whole``, or ``small``: Linfen with two
counties), so two loads for the same day are the same. Real are the divisions and what bodies are called; no person,
enterprise, case or accident is. For this machine alone: the passwords stand on the sign-in page. What there is stands
in ``data/``; the modules tell it in this order: law, enterprises, founding, registering, careers, doubles, answering,
annex, story, incidents, serving, hazards; once loaded, papering issues the papers of what was listed.
"""
