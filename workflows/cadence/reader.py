"""A cursor over the written form of a cadence, English or Chinese; the text itself is never altered."""

import re


class CadenceError(ValueError):
    """The text is no cadence: at character `at` (0 first) `expected` should stand; `forms` are examples."""

    def __init__(self, text: str, at: int, expected: str, forms: tuple[str, ...]) -> None:
        found = repr(text[at:]) if text[at:].strip() else "the end"
        super().__init__(
            f"cadence {text!r}, character {at + 1}: expected {expected}, found {found}."
            f" Write for instance: {'; '.join(forms)}"
        )
        self.text, self.at, self.expected, self.forms = text, at, expected, forms


class Reader:
    """Blanks before a token and the case of letters do not count; `forms` are what an error proposes."""

    def __init__(self, text: str, forms: tuple[str, ...]) -> None:
        self.text, self.forms = text, forms
        self.at = 0
        self.skip()

    def accept(self, pattern: str) -> re.Match[str] | None:
        """Move past `pattern` if it stands here; a blank in it is one blank or more."""
        found = re.compile(pattern.replace(" ", r"\s+"), re.IGNORECASE).match(self.text, self.at)
        if found is not None:
            self.at = found.end()
            self.skip()
        return found

    def expect(self, pattern: str, expected: str) -> re.Match[str]:
        """Like `accept`, but raises CadenceError."""
        found = self.accept(pattern)
        if found is None:
            raise self.error(expected)
        return found

    def sees(self, pattern: str) -> bool:
        """Whether `pattern` stands here, or after what it begins with; moves nothing."""
        return re.compile(pattern, re.IGNORECASE).match(self.text, self.at) is not None

    def series(self, head: str, item: str) -> list[tuple[str, int]] | None:
        """Two or more of `item` after `head`, with the place of each; None if there are not so many."""
        found = self.accept(rf"(?:{head})({item}(?:{SEPARATOR}{item})+)")
        if found is None:
            return None
        ones = re.compile(item, re.IGNORECASE).finditer(found.group(1))
        return [(one.group(), found.start(1) + one.start()) for one in ones]

    def error(self, expected: str, at: int | None = None) -> CadenceError:
        return CadenceError(self.text, self.at if at is None else at, expected, self.forms)

    def ended(self) -> bool:
        return self.at == len(self.text)

    def skip(self) -> None:
        while not self.ended() and self.text[self.at].isspace():
            self.at += 1


SEPARATOR = r"(?:\s*[,，、和及与]\s*|\s+and\s+|\s+)"
"""Between the parts of a series: 5 20; tue, thu; mon and fri; 二、四."""

NUMBER = r"(\d{1,3}|[一二三四五六七八九十]{1,3})"
"""A number in digits of any width, or in Chinese up to 九十九."""

PLAIN_NUMBER = NUMBER.replace("(", "(?:", 1)
"""NUMBER without a group."""

COUNT = r"(\d{1,3}|[一二两三四五六七八九十]{1,3})"
"""How many of something; two may be 两."""

DIGITS = "零一二三四五六七八九"


def numeral(text: str) -> int:
    """The value of a NUMBER; 0 for Chinese digits that make none."""
    if text.isdigit():
        return int(text)
    return CHINESE.get(text.replace("两", "二"), 0)


def chinese(number: int) -> str:
    """1 to 99 in words: 一, 十二, 三十; more in digits."""
    if number > 99:
        return str(number)
    tens, ones = divmod(number, 10)
    return ("" if tens < 2 else DIGITS[tens]) + ("十" if tens else "") + (DIGITS[ones] if ones else "")


CHINESE = {chinese(number): number for number in range(1, 100)}
