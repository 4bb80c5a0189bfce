"""What the pages show (页面内容), made out of what the faces below answer. Every question takes the viewer first."""

from anjian.desk.queries.archiving import archive
from anjian.desk.queries.asked import asked, word_lists
from anjian.desk.queries.decided import decided
from anjian.desk.queries.exporting import SHEET, columns, exported, seats, sheet_headers
from anjian.desk.queries.facts import fact_pairs, fact_title, photos, recorded_words
from anjian.desk.queries.home import home, home_list, recordable
from anjian.desk.queries.listing import Filters, Listing, all_rows, listing
from anjian.desk.queries.living import living, places_to_choose, shelf, unfold
from anjian.desk.queries.naming import names, place_name
from anjian.desk.queries.others import others
from anjian.desk.queries.owed import duty, duty_row, met_by, prefill, would_meet
from anjian.desk.queries.parts import answering, part_view
from anjian.desk.queries.reporting import report
from anjian.desk.queries.serving import saved, served
from anjian.desk.queries.shapes import Hole, Row, Sheet
from anjian.desk.queries.sheet import open_holes, sheet

__all__ = [
    "SHEET",
    "Filters",
    "Hole",
    "Listing",
    "Row",
    "Sheet",
    "all_rows",
    "answering",
    "archive",
    "asked",
    "columns",
    "decided",
    "duty",
    "duty_row",
    "exported",
    "fact_pairs",
    "fact_title",
    "home",
    "home_list",
    "listing",
    "living",
    "met_by",
    "names",
    "open_holes",
    "others",
    "part_view",
    "photos",
    "place_name",
    "places_to_choose",
    "prefill",
    "recordable",
    "recorded_words",
    "report",
    "saved",
    "seats",
    "served",
    "sheet",
    "sheet_headers",
    "shelf",
    "unfold",
    "word_lists",
    "would_meet",
]
