"""Names in a document, matched to the units of an organisation; what is open is left open, with choices."""

import re
from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from services.plans.passage import one_width
from workflows.org import Org, children, descendants

KINDS: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...] = (
    (("行政村", "村", "村委会", "村民委员会"), ("village",)),
    (("社区", "居", "居委会", "社区居委会"), ("community",)),
    (("街道", "街道办事处", "街道办", "镇街", "街镇"), ("sub-district", "street")),
    (("乡镇", "镇", "乡", "镇乡", "乡镇人民政府", "乡镇政府"), ("township", "town")),
    (("区县", "县区", "区", "县", "县市区", "区市县", "县级市"), ("district", "county", "county-city")),
    (("学校", "中小学校", "中小学", "校"), ("school", "primary-school", "middle-school", "university")),
    (("幼儿园", "园"), ("kindergarten",)),
    (("医院", "公立医院"), ("hospital",)),
    (("卫生院", "乡镇卫生院", "基层医疗机构"), ("clinic", "health-centre")),
    (("科室", "处室", "股室", "内设科室", "内设机构", "科", "处"), ("office", "section", "division")),
    (("部委办局", "委办局", "局"), ("bureau", "department")),
    (("企业", "公司", "分公司", "子公司"), ("company", "enterprise", "branch")),
    (("车间",), ("workshop",)),
    (("班组",), ("team",)),
    (("网格",), ("grid",)),
    (("楼栋", "楼", "楼宇"), ("building",)),
    (("营业厅", "营业网点", "服务厅"), ("business-hall",)),
    (("工作组", "工作专班", "专班", "领导小组"), ("leading-group", "working-group")),
)
"""What documents call units of a kind, and the ids that such kinds have."""

_CHOICES = 8
_UNITS = ("单位", "有关单位", "相关单位", "成员单位", "责任单位", "下属单位", "直属单位")
_OFFICES = ("部门", "有关部门", "相关部门", "职能部门")
_EVERY = re.compile("各级各类|各类|各级|各个?|每一?个|所有|全部|全体")
_OWN = re.compile(
    "(?:[局委院校厂]属|[区市县镇乡街省][直属]|所属|下属|直属|[局院校厂]内|辖区内?|辖内|区域内"
    "|驻[区市县镇乡村]"
    "|[局委院校厅市区县]?机关|[全本我][区市县镇乡局院校])\\Z"
)
_DIRECT = re.compile("[局委院校厂区市县镇乡街省直][直属]|[局院校厂]内")
_WHAT = re.compile("(?P<word>[^各()]{1,16}?)(?:单位)?(?:\\((?P<more>[^()]{1,16})\\))?")
_PLACES = (
    "village",
    "community",
    "township",
    "town",
    "sub-district",
    "street",
    "district",
    "county",
    "building",
)
_PLACE_WORDS = re.compile("(?:区县|县区|县市区|区市县|乡镇|街道|镇街|区|县|镇)(?=[一-龥]{2})")
_ALIKE = (("委员会", "委"), ("办公室", "办"))
_BEFORE_PLACE = re.compile(
    "[一-龥]{2,7}?(?=[省市州盟县旗][一-龥]{2,}|(?<![社小园校])区[一-龥]{2,}|(?<!城)[镇乡][一-龥]{2,})"
)
_LEVELS = "省市州盟县区旗镇乡"
_NOTE = re.compile("\\([^()]*\\)\\Z")
_BLANKS = re.compile("\\s+")


class Matched(Struct, frozen=True):
    """What a name means. `how`: exact, alias, kind, place, none or ambiguous; the last two name no units.

    alias: another name or a short one; kind: all units of a kind; place: such of a named place.
    `choices`: units that it could mean. `expansion`: kind/unit where it means all open units of a kind below
    a unit (events.types.Item), so that issuing can look them up again; "" where only the units are known.
    """

    name: str
    units: tuple[str, ...]
    how: str
    choices: tuple[str, ...] = ()
    expansion: str = ""


def match_units(
    names: Sequence[str], org: Org, names_of: Mapping[str, tuple[str, ...]], under: str
) -> tuple[Matched, ...]:
    """One answer for each name, in their order.

    `names_of`: of each unit its display name, then aliases. `under`: the issuing unit; short names and sets
    are looked up there and below.
    """
    directory = _Directory(org, names_of, under)
    return tuple(_match(directory, name) for name in names)


class _Directory:
    """Names of open units: whole, and short within the scope."""

    def __init__(self, org: Org, names_of: Mapping[str, tuple[str, ...]], under: str) -> None:
        self.org, self.under = org, under
        below = descendants(org, under) if under in org.units else ()
        self.scope = tuple(unit for unit in below if not org.units[unit].closed)
        self.called = {
            unit: tuple(_plain(name) for name in names_of.get(unit, ()) if name.strip())
            for unit, known in org.units.items()
            if not known.closed
        }
        self.display = _index((unit, called[:1]) for unit, called in self.called.items())
        self.aliases = _index((unit, called[1:]) for unit, called in self.called.items())
        self.short = _index((unit, _forms(called)) for unit, called in self.called.items())

    def within(self, units: Iterable[str]) -> tuple[str, ...]:
        known = set(self.scope)
        return tuple(unit for unit in units if unit in known)

    def below(self, unit: str) -> tuple[str, ...]:
        """The open units below one, itself left out."""
        found = descendants(self.org, unit)[1:] if unit in self.org.units else ()
        return tuple(each for each in found if not self.org.units[each].closed)


def _match(directory: _Directory, name: str) -> Matched:
    plain = _plain(name)
    if not plain:
        return Matched(name, (), "none")
    for how, index in (("exact", directory.display), ("alias", directory.aliases)):
        found = index.get(plain, ())
        if found:
            return _one_of(directory, name, found, how)
    if _EVERY.search(plain):
        return _set(directory, name, plain) or Matched(name, (), "none")
    forms = _without_ending(plain)
    short = tuple(dict.fromkeys(unit for form in forms for unit in directory.short.get(form, ())))
    if short:
        near = directory.within(short)
        return (
            Matched(name, near, "alias")
            if len(near) == 1
            else Matched(name, (), "ambiguous", short[:_CHOICES])
        )
    return _unknown(directory, name, plain)


def _one_of(directory: _Directory, name: str, found: tuple[str, ...], how: str) -> Matched:
    """Of units of one name the only one in the scope."""
    near = directory.within(found) if len(found) > 1 else found
    return Matched(name, near, how) if len(near) == 1 else Matched(name, (), "ambiguous", found[:_CHOICES])


def _unknown(directory: _Directory, name: str, plain: str) -> Matched:
    """Units whose name holds this one are proposed, never taken."""
    if len(plain) < 2:
        return Matched(name, (), "none")
    called = directory.called
    like = [unit for unit in directory.scope if any(plain in one for one in called[unit])]
    like.sort(key=lambda unit: not any(one.endswith(plain) for one in called[unit]))
    return Matched(name, (), "ambiguous" if like else "none", tuple(like[:_CHOICES]))


def _set(directory: _Directory, name: str, plain: str) -> Matched | None:
    """各村, 局属各单位, 辖区各学校, 听澜街道各社区."""
    every = _EVERY.search(plain)
    what = _WHAT.fullmatch(plain, every.end()) if every else None
    if every is None or what is None:
        return None
    before = plain[: every.start()]
    own = _OWN.search(before)
    place = before[: own.start()] if own else before
    root, how = directory.under, "kind"
    if place:
        named = _match(directory, place)
        if len(named.units) != 1 or named.expansion:
            return None
        root, how = named.units[0], "place"
    if root not in directory.org.units:
        return None
    words = (what["word"], *(what["more"] or "").replace("、", ",").split(","))
    found = _right_below(directory, root, plain[every.end() :], own.group() if own else "")
    if found is None:
        found = tuple(
            dict.fromkeys(unit for word in words if word for unit in _of_kind(directory, root, word))
        )
    return _expanded(directory, name, root, "place" if _PLACE_WORDS.match(words[0]) else how, found)


def _right_below(directory: _Directory, root: str, what: str, own: str) -> tuple[str, ...] | None:
    """各单位: the units right below; 各部门 and 镇直各单位 are those that are no places. None for others."""
    if what not in (*_UNITS, *_OFFICES):
        return None
    units = directory.org.units
    found = (unit for unit in children(directory.org, root) if not units[unit].closed)
    offices = what in _OFFICES or bool(_DIRECT.match(own))
    return tuple(unit for unit in found if not offices or units[unit].kind not in _PLACES)


def _of_kind(directory: _Directory, root: str, word: str) -> tuple[str, ...]:
    """By the kinds that a word stands for, else by what the names end in."""
    below = directory.below(root)
    kinds = next((ids for words, ids in KINDS if word in words), ())
    found = tuple(unit for unit in below if directory.org.units[unit].kind in kinds)
    return found or tuple(unit for unit in below if _is_called(directory.called[unit], word))


def _is_called(called: tuple[str, ...], what: str) -> bool:
    """Whether a name ends as 营业厅 does, or 水利局 of 各县区水利局."""
    ending = _PLACE_WORDS.sub("", what)
    return len(ending) > 1 and any(name.endswith(ending) and name != ending for name in called)


def _expanded(
    directory: _Directory, name: str, root: str, how: str, found: tuple[str, ...]
) -> Matched | None:
    """With an expansion where the units are all of their kind below the root."""
    if not found:
        return None
    kinds = {directory.org.units[unit].kind for unit in found}
    of_kind = {unit for unit in directory.below(root) if directory.org.units[unit].kind in kinds}
    whole = len(kinds) == 1 and of_kind == set(found)
    return Matched(name, found, how, (), f"{kinds.pop()}/{root}" if whole else "")


def _index(named: Iterable[tuple[str, Iterable[str]]]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for unit, names in named:
        for name in dict.fromkeys(names):
            found.setdefault(name, []).append(unit)
    return {name: tuple(units) for name, units in found.items()}


def _plain(name: str) -> str:
    return _BLANKS.sub("", one_width(name)).removesuffix("等")


def _forms(names: Iterable[str]) -> tuple[str, ...]:
    """Short forms: without the places before a name and a note behind it, without 人民政府, 办 for 办公室."""
    found: dict[str, None] = {}
    for name in names:
        for bare in (name, _NOTE.sub("", name)):
            for placed in _without_places(bare):
                found.update(dict.fromkeys(form for form in _without_ending(placed) if len(form) > 1))
    return tuple(found)


def _without_places(name: str) -> list[str]:
    """云汀市卫生健康局, 市卫生健康局, 卫生健康局."""
    place = _BEFORE_PLACE.match(name)
    if place:
        return [name, name[place.end() :], name[place.end() + 1 :]]
    return [name, name[1:]] if name[:1] in tuple(_LEVELS) and len(name) > 3 else [name]


def _without_ending(name: str) -> list[str]:
    found = [name, *(name.removesuffix(long) + short for long, short in _ALIKE if name.endswith(long))]
    stem = next((name.removesuffix(end) for end in ("人民政府", "政府") if name.endswith(end)), "")
    if len(stem) > 1:
        found += [stem, stem + "政府"]
    if name.endswith("街道办事处"):
        found.append(name.removesuffix("办事处"))
    stem = next((name.removesuffix(end) for end in ("村民委员会", "村委会") if name.endswith(end)), "")
    if stem:
        found.append(stem if stem.endswith("村") else stem + "村")
    stem = next((name.removesuffix(end) for end in ("居民委员会", "居委会") if name.endswith(end)), "")
    return [*found, stem] if stem else found
