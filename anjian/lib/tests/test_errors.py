import copy
import pickle

from anjian.lib.errors import Refusal


def test_a_refusal_reads_as_three_chinese_sentences() -> None:
    no = Refusal("日期不对", "未来的事不能登记。", "请改日期", code="fact.future", field="day")
    assert str(no) == "日期不对。未来的事不能登记。请改日期。"
    assert str(Refusal("不对", next="改")) == "不对。改。"
    assert no.as_dict() == {
        "what": "日期不对",
        "why": "未来的事不能登记。",
        "next": "请改日期",
        "code": "fact.future",
        "field": "day",
    }


def test_a_refusal_survives_copying_between_processes() -> None:
    no = Refusal("甲", why="乙", next="丙", code="x.y", field="f")
    for twin in (pickle.loads(pickle.dumps(no)), copy.copy(no)):
        assert twin.as_dict() == no.as_dict()
        assert str(twin) == "甲。乙。丙。"
