"""The one way in which a rule says no."""


class Refused(Exception):
    """A command breaks a rule. `code` is a stable key for clients and translations; `facts` fill it in."""

    def __init__(self, code: str, message: str, **facts: str) -> None:
        super().__init__(message)
        self.code, self.message, self.facts = code, message, facts
