"""The demo's clock: it stands still between simulated moments, and later goes on with real time."""

from time import monotonic_ns


class DemoClock:
    """A callable clock, µs UTC."""

    def __init__(self, at: int) -> None:
        self._at = at
        self._running_since: int | None = None

    def __call__(self) -> int:
        if self._running_since is None:
            return self._at
        return self._at + monotonic_ns() // 1000 - self._running_since

    def jump(self, at: int) -> None:
        """To another moment, µs UTC."""
        self._at = at

    def run(self) -> None:
        """From here on with real time."""
        self._running_since = monotonic_ns() // 1000
