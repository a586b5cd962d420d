"""YAML as marked nodes: only plain mappings, lists and scalars, each value checked where it stands."""

import datetime as dt
import difflib
import re
from collections.abc import Callable, Collection

import yaml

from services.plans.problems import PlanFileError, raise_any
from workflows.ids import ID

LONGEST = 2_000_000  # characters of a file
DEEPEST = 12  # levels of lists and mappings
_UNIT_SET = re.compile(f"{ID.pattern}/{ID.pattern}")
_TIME = re.compile("([01][0-9]|2[0-3]):[0-5][0-9]|24:00")


class Problems:
    """Collects what is wrong in one file, so that all of it is said at once."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.found: list[PlanFileError] = []

    def add(self, node: yaml.Node, key: str, message: str, chinese: str) -> None:
        self.found.append(PlanFileError(self.name, node.start_mark.line + 1, key, message, chinese))

    def place(self, path: str) -> str:
        """How messages name the mapping at `path`."""
        return path

    def missing(self, key: str) -> tuple[str, str]:
        """What to do about a key without a value, in English and Chinese."""
        return f"is missing: add `{key}:` with a value", f"缺少:请补写「{key}:」及其值"

    def raise_any(self) -> None:
        raise_any(self.found)


class Fields:
    """The values of one mapping by key. Reading a bad one notes the problem and gives the default.

    A key without a value counts as absent. `path` names the mapping in messages, "" at the top.
    """

    def __init__(self, problems: Problems, node: yaml.Node, path: str, known: Collection[str]) -> None:
        self.problems, self.node, self.path = problems, node, path
        self.nodes: dict[str, yaml.Node] = {}
        self.keys: dict[str, yaml.Node] = {}
        if not isinstance(node, yaml.MappingNode):
            problems.add(node, path, "expected `key: value` lines here", "此处应为「键: 值」")
            return
        for key_node, value in node.value:
            self._take(key_node, value, known)

    def _take(self, key_node: yaml.Node, value: yaml.Node, known: Collection[str]) -> None:
        key = key_node.value if isinstance(key_node, yaml.ScalarNode) else ""
        if known and key not in known:
            self.problems.add(key_node, self.at(key), *unknown("key", "键", key, known))
        elif key in self.keys:
            self.problems.add(key_node, self.at(key), "stands twice: keep one", "重复出现:只保留一个")
        else:
            self.keys[key] = key_node
            if not _is_empty(value):
                self.nodes[key] = value

    def at(self, key: str) -> str:
        """The path of a key, such as items[2].leads."""
        return f"{self.path}.{key}" if self.path else key

    def wrong(self, key: str, message: str, chinese: str) -> None:
        """Notes a problem at the value of `key`, or at the mapping if it is absent."""
        self.problems.add(self.nodes.get(key, self.node), self.at(key), message, chinese)

    def need(self, *keys: str) -> None:
        for key in keys:
            if key not in self.nodes and isinstance(self.node, yaml.MappingNode):
                self.wrong(key, *self.problems.missing(key))

    def text(self, key: str, default: str = "") -> str:
        node = self.nodes.get(key)
        if node is None:
            return default
        if not isinstance(node, yaml.ScalarNode):
            self.wrong(key, "expected one value, not a list or mapping", "应为单个值,不是列表或映射")
            return default
        return str(node.value)

    def ident(self, key: str, default: str = "") -> str:
        value = self.text(key, default)
        if value and not ID.fullmatch(value):
            self.wrong(key, *_bad_id(value))
            return default
        return value

    def idents(self, key: str, default: tuple[str, ...] = (), *, empty: bool = False) -> tuple[str, ...]:
        """A list of ids, each once; an empty list is a problem, since it says nothing, unless none may be."""
        node = self.nodes.get(key)
        if empty and isinstance(node, yaml.SequenceNode) and not node.value:
            return ()
        return self._list_of(key, default, ID, _bad_id)

    def unit_sets(self, key: str, default: tuple[str, ...] = ()) -> tuple[str, ...]:
        """A list of sets of units, each written kind/unit."""
        return self._list_of(key, default, _UNIT_SET, _bad_unit_set)

    def _list_of(
        self, key: str, default: tuple[str, ...], form: re.Pattern[str], bad: Callable[[str], tuple[str, str]]
    ) -> tuple[str, ...]:
        node = self.nodes.get(key)
        if node is None:
            return default
        if not isinstance(node, yaml.SequenceNode):
            self.wrong(key, "expected a list such as [unit-1, unit-2]", "应为列表,如 [unit-1, unit-2]")
            return default
        if not node.value:
            self.wrong(
                key, "is an empty list: name at least one, or drop the key", "列表为空:至少写一个,或删去此键"
            )
        found: list[str] = []
        for place, each in enumerate(node.value):
            value = each.value if isinstance(each, yaml.ScalarNode) else ""
            where = f"{self.at(key)}[{place + 1}]"
            if not form.fullmatch(value):
                self.problems.add(each, where, *bad(value))
            elif value in found:
                self.problems.add(each, where, f"{value} stands twice: keep one", f"{value} 重复:只保留一个")
            else:
                found.append(value)
        return tuple(found)

    def day(self, key: str) -> dt.date | None:
        value = self.text(key)
        if not value:
            return None
        try:
            if not re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
                raise ValueError
            return dt.date.fromisoformat(value)
        except ValueError:
            self.wrong(
                key,
                f"{value!r} is no date: write YYYY-MM-DD, such as 2026-09-01",
                f"「{value}」不是日期:请写 YYYY-MM-DD,如 2026-09-01",
            )
            return None

    def integer(self, key: str, least: int, most: int, default: int) -> int:
        value = self.text(key)
        if not value:
            return default
        if not re.fullmatch("-?[0-9]{1,9}", value) or not least <= int(value) <= most:
            self.wrong(
                key,
                f"{value!r} is no whole number from {least} to {most}",
                f"「{value}」应为 {least} 到 {most} 的整数",
            )
            return default
        return int(value)

    def decimal(self, key: str) -> float:
        value = self.text(key)
        if value and not re.fullmatch(r"-?[0-9]{1,12}(\.[0-9]{1,6})?", value):
            self.wrong(key, f"{value!r} is no number, such as 95 or 99.5", f"「{value}」不是数,如 95 或 99.5")
            return 0
        return float(value or 0)

    def flag(self, key: str) -> bool:
        value = self.text(key, "false")
        if value not in ("true", "false"):
            self.wrong(key, f"{value!r}: write true or false", f"「{value}」:请写 true 或 false")
        return value == "true"

    def time(self, key: str, default: str) -> str:
        value = self.text(key, default)
        if not _TIME.fullmatch(value):
            self.wrong(key, f'{value!r} is no time: write "HH:MM"', f'「{value}」不是时刻:请写 "HH:MM"')
            return default
        return value

    def listed(self, key: str) -> tuple[yaml.Node, ...]:
        """The entries of a list that must have some."""
        node = self.nodes.get(key)
        if node is None:
            return ()
        if not isinstance(node, yaml.SequenceNode) or not node.value:
            self.wrong(key, "expected a list with at least one `- …` entry", "应为至少有一条「- …」的列表")
            return ()
        return tuple(node.value)


def compose(source: str, name: str) -> yaml.Node:
    """The root node of a YAML text of one document. Raises PlanFileError; never makes objects."""
    if len(source) > LONGEST:
        raise PlanFileError(
            name,
            0,
            "",
            f"is longer than {LONGEST} characters: split it into several plans",
            f"超过 {LONGEST} 个字符:请拆成几个计划",
        )
    try:
        _refuse_unsafe(source, name)
        root = yaml.compose(source, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        raise _not_yaml(error, name) from error
    except yaml.YAMLError as error:
        raise PlanFileError(
            name,
            0,
            "",
            f"holds a character that YAML does not allow: {error}",
            f"含有 YAML 不允许的字符:{error}",
        ) from error
    if root is None:
        raise PlanFileError(name, 1, "", "is empty: write the plan here", "文件为空:请写入计划")
    return root


def unknown(what: str, chinese: str, found: str, known: Collection[str]) -> tuple[str, str]:
    """Message for a word that is none of `known`, in English and Chinese, with the nearest one."""
    near = difflib.get_close_matches(found, known, 1, 0.6)
    if near:
        return (
            f"unknown {what} {found!r}: did you mean {near[0]}?",
            f"未知的{chinese}「{found}」:是否为 {near[0]}?",
        )
    some = ", ".join(list(known)[:20])
    return f"unknown {what} {found!r}: known are {some}", f"未知的{chinese}「{found}」:可用的有 {some}"


def _is_empty(node: yaml.Node) -> bool:
    if not isinstance(node, yaml.ScalarNode):
        return False
    return node.tag == "tag:yaml.org,2002:null" or not node.value.strip()


def _bad_unit_set(value: str) -> tuple[str, str]:
    return (
        f"{value!r} is no set of units: write kind/unit, such as village/township",
        f"「{value}」不是一组单位:请写 类别/上级单位,如 village/township",
    )


def _bad_id(value: str) -> tuple[str, str]:
    return f"{value!r} is no id: use a-z, 0-9 and -", f"「{value}」不是编号:只用 a-z、0-9 和 -"


def _refuse_unsafe(source: str, name: str) -> None:
    """Looks at the flat events first: composing recurses, and aliases multiply."""
    depth = 0
    for event in yaml.parse(source, Loader=yaml.SafeLoader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        refusal = _refusal(event, depth)
        if refusal:
            line = event.start_mark.line + 1 if event.start_mark else 0
            raise PlanFileError(name, line, "", *refusal)


def _refusal(event: yaml.Event, depth: int) -> tuple[str, str] | None:
    if getattr(event, "anchor", None):
        return "anchors (&, *) are not allowed: write it out", "不允许锚点(&、*):请直接写出"
    tag = getattr(event, "tag", None)
    if tag:
        return f"tags ({tag}) are not allowed: drop it", f"不允许标签({tag}):请删去"
    if depth > DEEPEST:
        return (
            f"nested more than {DEEPEST} deep: check the brackets and the indentation",
            f"嵌套超过 {DEEPEST} 层:请检查括号和缩进",
        )
    return None


def _not_yaml(error: yaml.MarkedYAMLError, name: str) -> PlanFileError:
    mark = error.problem_mark or error.context_mark
    line = mark.line + 1 if mark else 0
    column = mark.column + 1 if mark else 0
    return PlanFileError(
        name,
        line,
        "",
        f"is no valid YAML at column {column}: {error.problem}. Check indentation, colons and quotes",
        f"第 {column} 列不是有效的 YAML({error.problem}):请检查缩进(不用制表符)、冒号和引号",
    )
