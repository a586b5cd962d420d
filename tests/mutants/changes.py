"""The small changes: one place of a module's source that means something else."""

import ast
import copy
from collections.abc import Iterator
from pathlib import Path
from typing import TypeAlias

from msgspec import Struct

ROOT = Path(__file__).resolve().parents[2]
Place: TypeAlias = tuple[int, str, str]
"""Number of the node in the walk of its tree, what is changed, and into what."""

COMPARED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}
COUNTED: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.Mult,
    ast.BitOr: ast.BitAnd,
}
UNMEANT = (ast.JoinedStr, ast.Raise, ast.AnnAssign, ast.Import, ast.ImportFrom, ast.Assert)
"""What stands in these is words for people, or types."""


class Mutant(Struct, frozen=True):
    """A changed module: `name` says where and how, the same for as long as the source is."""

    module: str
    node: int
    change: str
    name: str


def mutants_of(module: str) -> list[Mutant]:
    path = path_of(module)
    lines = path.read_text("utf-8").splitlines()
    tree = ast.parse("\n".join(lines))
    meant = _meant(tree)
    found = []
    for number, node in enumerate(ast.walk(tree)):
        if id(node) in meant:
            for change in _changes(node):
                line = getattr(node, "lineno", 0)
                text = lines[line - 1].strip() if line else ""
                found.append(Mutant(module, number, change, f"{module}:{line} {change}: {text}"))
    return found


def path_of(module: str) -> Path:
    plain = ROOT / (module.replace(".", "/") + ".py")
    return plain if plain.is_file() else plain.with_suffix("") / "__init__.py"


def source_of(mutant: Mutant) -> str:
    tree = ast.parse(path_of(mutant.module).read_text("utf-8"))
    node = list(ast.walk(tree))[mutant.node]
    changed = _Changed(node, mutant.change).visit(tree)
    return ast.unparse(ast.fix_missing_locations(changed))


def _meant(tree: ast.AST) -> set[int]:
    """Nodes inside functions, without their types, docstrings and words for people."""
    found: set[int] = set()

    def walk(node: ast.AST, inside: bool) -> None:
        if isinstance(node, UNMEANT) and not isinstance(node, ast.Raise):
            return
        if inside:
            found.add(id(node))
        if isinstance(node, ast.Raise):
            return
        if isinstance(node, ast.FunctionDef):
            for statement in node.body:
                walk(statement, True)
            return
        for child in ast.iter_child_nodes(node):
            walk(child, inside)

    walk(tree, False)
    return found


def _changes(node: ast.AST) -> Iterator[str]:
    match node:
        case ast.Compare(ops=[op]) if type(op) in COMPARED:
            yield f"{type(op).__name__} to {COMPARED[type(op)].__name__}"
        case ast.BinOp(op=op) if type(op) in COUNTED:
            yield f"{type(op).__name__} to {COUNTED[type(op)].__name__}"
        case ast.BoolOp(op=op):
            yield "And to Or" if isinstance(op, ast.And) else "Or to And"
        case ast.UnaryOp(op=ast.Not()):
            yield "without not"
        case ast.If() | ast.IfExp():
            yield "condition turned round"
        case ast.Constant(value=bool()):
            yield "the other truth"
        case ast.Constant(value=int()):
            yield "one more"
            yield "one less"
        case ast.Return(value=ast.expr() as value) if ast.unparse(value) != "None":
            yield "returns None"
        case ast.AugAssign() | ast.Raise():
            yield "left out"
        case ast.Expr(value=ast.Call()):
            yield "left out"


class _Changed(ast.NodeTransformer):
    def __init__(self, node: ast.AST, change: str) -> None:
        self._node, self._change = node, change

    def visit(self, node: ast.AST) -> ast.AST:
        if node is not self._node:
            return self.generic_visit(node)
        return _changed(copy.copy(node), self._change)


def _changed(node: ast.AST, change: str) -> ast.AST:
    match node:
        case ast.Compare():
            node.ops = [COMPARED[type(node.ops[0])]()]
        case ast.BinOp():
            node.op = COUNTED[type(node.op)]()
        case ast.BoolOp():
            node.op = ast.Or() if isinstance(node.op, ast.And) else ast.And()
        case ast.UnaryOp():
            return node.operand
        case ast.If():
            node.test = ast.UnaryOp(ast.Not(), node.test)
        case ast.IfExp():
            node.test = ast.UnaryOp(ast.Not(), node.test)
        case ast.Constant(value=bool() as value):
            node.value = not value
        case ast.Constant(value=int() as value):
            node.value = value + (1 if change == "one more" else -1)
        case ast.Return():
            node.value = ast.Constant(None)
        case ast.stmt():
            return ast.copy_location(ast.Pass(), node)
    return node
