"""What the grammar of cadences makes of words as they stand."""

from workflows.cadence import CadenceError, parse, written


def literal(words: str) -> str:
    """The written form; "" for words that no grammar reads."""
    try:
        return written(parse(words))
    except CadenceError:
        return ""


def offered(*words: str) -> tuple[str, ...]:
    """Those that can be answers, in their written form."""
    return tuple(filter(None, map(literal, words)))
