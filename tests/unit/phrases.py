"""What the code and the templates ask of the catalogues, read from their syntax trees."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from jinja2 import nodes
from msgspec import Struct

from services.web.pages.frame import environment

ROOT = Path(__file__).resolve().parents[2]


class Refusal(Struct, frozen=True):
    """One place that refuses: its code and the names of the facts that it gives."""

    code: str
    facts: frozenset[str]
    place: str


def modules(*folders: str) -> Iterator[tuple[Path, ast.Module]]:
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.py")):
            yield path, ast.parse(path.read_text("utf-8"))


def code_phrases() -> set[str]:
    """First arguments of t("…"), x.t("…") and t.plural("…", "…")."""
    found: set[str] = set()
    for _, tree in modules("services"):
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and _called(node) in ("t", "plural"):
                found |= {
                    a.value for a in node.args[:1] if isinstance(a, ast.Constant) and isinstance(a.value, str)
                }
    return found


def _called(node: ast.Call) -> str:
    match node.func:
        case ast.Name(name) | ast.Attribute(attr=name):
            return name
        case _:
            return ""


def code_terms() -> set[tuple[str, str]]:
    """Both arguments of term("…", "…") where both are written out."""
    found: set[tuple[str, str]] = set()
    for _, tree in modules("services"):
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and _called(node) == "term":
                match node.args:
                    case [ast.Constant(str(kind)), ast.Constant(str(key))]:
                        found.add((kind, key))
    return found


def template_calls(name: str) -> Iterator[list[nodes.Expr]]:
    """Arguments of t(…), or of t.plural(…), in every template."""
    templates = environment()
    for template in templates.list_templates():
        source = (ROOT / "services/web/templates" / template).read_text("utf-8")
        for call in templates.parse(source).find_all(nodes.Call):
            match call.node:
                case nodes.Name(name="t") if name == "t":
                    yield call.args
                case nodes.Getattr(node=nodes.Name(name="t"), attr=attr) if attr == name:
                    yield call.args


def template_phrases() -> set[str]:
    return {
        args[0].value
        for name in ("t", "plural")
        for args in template_calls(name)
        if isinstance(args[0], nodes.Const)
    }


def refusals() -> list[Refusal]:
    """Every Refused("code", …, fact=…) of the code."""
    found: list[Refusal] = []
    for path, tree in modules("services", "workflows"):
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and _called(node) == "Refused":
                found += _refusals(path, node)
    return found


def _refusals(path: Path, node: ast.Call) -> Iterator[Refusal]:
    facts = frozenset(k.arg for k in node.keywords if k.arg)
    place = f"{path.relative_to(ROOT)}:{node.lineno}"
    for one in ast.walk(node.args[0]) if node.args else ():
        if isinstance(one, ast.Constant) and isinstance(one.value, str):
            yield Refusal(one.value, facts, place)


def places(phrase: str) -> set[str]:
    """Names of the places of a phrase."""
    return set(re.findall(r"%\((\w+)\)s", phrase))
