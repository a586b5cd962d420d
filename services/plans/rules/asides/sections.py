"""Whole sections that give no work: 指导思想, 重要意义, 基本情况, 基本原则, 宣传口号."""

import re
from bisect import bisect_right
from collections.abc import Iterator

from services.plans.found import Aside
from services.plans.passage import Passage
from services.plans.rules.asides._words import aside
from services.plans.rules.registry import Example
from services.plans.rules.tense import Regions

_ABOUT = "(?:活动|工作|本次|总体|开展|当前|我[校院镇市县区局园]|学校|班级|创建|目前)?的?"
_REASONS = (
    ("slogan", re.compile(f"{_ABOUT}(?:宣传)?(?:口号|标语|校训|院训|警句)(?:、主题)?")),
    ("principle", re.compile(f"{_ABOUT}(?:基本|指导|工作|遵循的?|主要)?原则")),
    (
        "background",
        re.compile(
            f"{_ABOUT}(?:指导思想|总体思路|工作思路|(?:重要|现实|重大|目的和?)?意义|目的(?:和|与|及)?意义|背景|形势(?:分析)?|(?:工作|活动|编制)?依据"
            "|(?:基本|主要)?情况(?:分析|概述|简介)?|现状(?:分析)?|学情分析|概况|简介|名词解释|适用范围|总则说明"
            "|存在的?(?:主要)?(?:问题|不足|困难)|充分认识[^,。]{2,20}意义)"
        ),
    ),
    (
        "past",
        re.compile(
            "(?:上年度?|去年|上学期|上周|本周|前期|20[0-9]{2}年)?(?:工作)?(?:回顾|总结回顾|完成情况|进展情况|主要成[绩效])"
        ),
    ),
)

EXAMPLES = (
    Example(
        "一、指导思想\n以人为本。\n二、任务\n开会。\n三、基本原则\n1、属地管理。\n2、预防为主。",
        (
            ("一、指导思想\n以人为本。", "background"),
            ("三、基本原则\n1、属地管理。\n2、预防为主。", "principle"),
        ),
    ),
    Example("一、宣传口号:\n1、人人动手。\n二、行动", (("一、宣传口号:\n1、人人动手。", "slogan"),)),
    Example(
        "一、本周完成情况\n接入300户。\n二、下周计划\n接入400户。",
        (("一、本周完成情况\n接入300户。", "past"),),
    ),
    Example("一、宣传口号征集\n征集口号。\n二、情况报送\n每月报送。"),
)


def find(passage: Passage) -> Iterator[Aside]:
    found: list[Aside] = []
    for reason, heading in _REASONS:
        for start, end in Regions(passage, heading).spans:
            found.append(aside(reason, *passage.trimmed(start, _before_headings(passage, start, end))))
    yield from sorted(found, key=lambda one: one.start)


def _before_headings(passage: Passage, start: int, end: int) -> int:
    """An unnumbered heading below a slogan list opens something new."""
    first = bisect_right(passage.sections, start, key=lambda section: section.start)
    for section in passage.sections[first:]:
        if section.start >= end:
            break
        if not section.value:
            return section.start
    return end
