"""What the pages show (页面内容), made out of what the faces below answer. Every question takes the viewer first."""

from anjian.desk.queries.asked import asked, word_lists
from anjian.desk.queries.decided import decided
from anjian.desk.queries.facts import fact_pairs, fact_title, recorded_words
from anjian.desk.queries.home import home, home_list, recordable
from anjian.desk.queries.living import clause_places, living, places_to_choose, shelf
from anjian.desk.queries.naming import names, place_name
from anjian.desk.queries.others import others, others_of
from anjian.desk.queries.owed import duty, duty_row, met_by, prefill, would_meet
from anjian.desk.queries.parts import answering, part_view
from anjian.desk.queries.serving import saved, served
from anjian.desk.queries.shapes import Hole, Row, Sheet
from anjian.desk.queries.sheet import open_holes, sheet

__all__ = [
    "Hole",
    "Row",
    "Sheet",
    "answering",
    "asked",
    "clause_places",
    "decided",
    "duty",
    "duty_row",
    "fact_pairs",
    "fact_title",
    "home",
    "home_list",
    "living",
    "met_by",
    "names",
    "open_holes",
    "others",
    "others_of",
    "part_view",
    "place_name",
    "places_to_choose",
    "prefill",
    "recordable",
    "recorded_words",
    "saved",
    "served",
    "sheet",
    "shelf",
    "word_lists",
    "would_meet",
]
