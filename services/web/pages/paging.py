"""Long lists by pages that are numbered from 1."""

from services.web.pages.frame import Link
from services.web.pages.visit import Visit


def paged(asked: str, count: int, size: int) -> tuple[int, int]:
    """The page to show, by what an address asks for, and the last one."""
    last = max(1, -(-count // size))
    wanted = int(asked) if asked.isdecimal() and len(asked) < 6 else 1
    return min(max(wanted, 1), last), last


def page_links(visit: Visit, here: tuple[str, ...], place: int, last: int) -> tuple[Link, ...]:
    """() where everything stands on one page."""
    if last == 1:
        return ()
    return tuple(Link(str(n), visit.path(*here, page=str(n)), n == place) for n in range(1, last + 1))
