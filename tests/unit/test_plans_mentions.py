"""What a document names beside its work."""

from services.plans.document import plain
from services.plans.found import Mention
from services.plans.outline import sections
from services.plans.passage import Passage
from services.plans.rules import mentions

NOTICE = """白石县水务局关于印发清渠方案的通知
白水发〔2026〕7号

各镇（街道），县直有关单位：

　　为扎实推进创建省级节水型城市工作，根据《水法》（2016年修正）、《灌溉条例》和县里会议精神，制定本方案。

一、清渠

合格率达到95%以上，新建水闸不少于8座，安排经费1,260万元。渠道现有24条。

　　　　　　　　　　　　白石县水务局　白石县财政局
　　　　　　　　　　　　2026年3月2日
"""


def found(text: str, kind: str = "") -> list[Mention]:
    all_found = mentions.annotate(Passage(plain(text, "notice.txt"), sections(text), 2026))
    return [one for one in all_found if kind in ("", one.kind)]


def texts(kind: str) -> list[str]:
    return [one.text for one in found(NOTICE, kind)]


def test_a_notice_tells_whom_who_when_and_on_what_basis() -> None:
    assert texts("number") == ["白水发〔2026〕7号"]
    assert texts("addressee") == ["各镇（街道）、县直有关单位"]
    assert texts("basis") == ["水法", "灌溉条例"]
    assert texts("campaign") == ["创建省级节水型城市"]
    assert texts("issuer") == ["白石县水务局", "白石县财政局"]
    assert texts("issued_on") == ["2026年3月2日"]


def test_a_quantity_is_what_is_no_target() -> None:
    amounts = found(NOTICE, "quantity")

    assert [(one.value, one.unit) for one in amounts] == [(1260.0, "万元"), (24.0, "条")]


def test_all_quotes_stand_in_the_source() -> None:
    for one in found(NOTICE):
        quote = NOTICE[one.start : one.end]
        assert one.text in quote or one.kind == "addressee"


def test_a_name_and_a_day_within_the_text_sign_nothing() -> None:
    assert found("白石县水务局\n于2026年3月2日开会。\n2026年3月2日前完成。") == []
