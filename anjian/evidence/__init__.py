"""Photos as evidence (现场照片), kept by digest.

A photo is taken apart from the record that it belongs to: it is kept first (`actions.keep`), under the SHA-256 of
what is stored, and then named by a fact (`actions.attach`). It may come in pieces over connections that break
(`actions.receive`). What its camera stated is kept as stated, and marked where it cannot be so (`queries.marks`). One
that no fact names after a day is swept away. What is not a picture, or too big, is refused with a word that helps. Who
may look: whoever put it in, and whoever may see a fact that names it.
"""
