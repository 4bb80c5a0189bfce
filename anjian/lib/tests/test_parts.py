"""Values that are pickled as their parts come back equal, whatever their parts are."""

import pickle

import pytest

from anjian.ledger.events import NewFact, Party
from anjian.lib.parts import by_parts
from anjian.sheets.events import Row

VALUES = [
    Party("led_by", "person", "person:1", "某"),
    Party("led_by", "person", "person:1"),
    Row(7, {"name": ("B", 1)}, ["", "示例"], {1: "公式出错"}, True),
    Row(1_000_007, {}, []),
]


@pytest.mark.parametrize("value", VALUES, ids=lambda value: type(value).__name__)
@pytest.mark.parametrize("protocol", [2, pickle.HIGHEST_PROTOCOL])
def test_a_value_comes_back_equal(value, protocol):
    assert pickle.loads(pickle.dumps(value, protocol)) == value
    assert type(value).__reduce__(value)[0] is type(value), "as its parts"


def test_what_is_no_dataclass_is_refused_where_it_is_written():
    with pytest.raises(TypeError):
        by_parts(int)
    assert NewFact.__reduce__ is object.__reduce__, "only who asks for it"
