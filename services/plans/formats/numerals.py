"""Numbers as word processors write them in automatic numbering."""

from collections.abc import Callable

_HAN = "〇一二三四五六七八九"
_LEGAL = "零壹贰叁肆伍陆柒捌玖"
_LEGAL_TRADITIONAL = "零壹貳參肆伍陸柒捌玖"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_ROMAN = (
    *((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l")),
    *((40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")),
)
_LETTERS = 780  # Word's own end of its letters
_ROMAN_END = 3999


def numeral(number: int, form: str) -> str:
    """`form`: a numFmt of WordprocessingML. Digits for what is not known or has no sign that far."""
    written = _FORMS.get(form)
    return written(number) if written else str(number)


def _counting(number: int) -> str:
    """Up to 九十九 in words, then digit by digit."""
    return _thousands(number) if number < 100 else _by_digit(number)


def _thousands(number: int, digits: str = _HAN, units: str = "十百千") -> str:
    """In words; from ten thousand on digit by digit."""
    if not 0 < number < 10_000:
        return _by_digit(number, digits)
    words: list[str] = []
    gap = False
    for place, digit in enumerate(map(int, f"{number:04}")):
        if digit == 0:
            gap = bool(words)
            continue
        words += ["零"] if gap else []
        words.append(digits[digit] + ("", *units)[3 - place])
        gap = False
    text = "".join(words)
    return text[1:] if text.startswith("一十") else text


def _japanese(number: int) -> str:
    """Hundreds and thousands without a one before them."""
    if not 0 < number < 10_000:
        return _by_digit(number)
    return "".join(
        ("" if digit == 1 and place < 3 else _HAN[digit]) + "千百十"[place : place + 1]
        for place, digit in enumerate(map(int, f"{number:04}"))
        if digit
    )


def _by_digit(number: int, digits: str = _HAN) -> str:
    return "".join(digits[int(digit)] for digit in str(number))


def _signs(signs: str) -> Callable[[int], str]:
    return lambda number: signs[number - 1] if 0 < number <= len(signs) else str(number)


def _row(first: str, count: int) -> Callable[[int], str]:
    return _signs("".join(chr(ord(first) + step) for step in range(count)))


def _lower_letter(number: int) -> str:
    if not 0 < number <= _LETTERS:
        return str(number)
    return chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)


def _lower_roman(number: int) -> str:
    if not 0 < number <= _ROMAN_END:
        return str(number)
    written = ""
    for size, sign in _ROMAN:
        written += sign * (number // size)
        number %= size
    return written


def _full_width(number: int) -> str:
    return "".join(chr(ord("０") + int(digit)) for digit in str(number))


_FORMS: dict[str, Callable[[int], str]] = {
    "decimalZero": lambda number: f"{number:02}",
    "decimalFullWidth": _full_width,
    "decimalFullWidth2": _full_width,
    "upperLetter": lambda number: _lower_letter(number).upper(),
    "lowerLetter": _lower_letter,
    "upperRoman": lambda number: _lower_roman(number).upper(),
    "lowerRoman": _lower_roman,
    "numberInDash": lambda number: f"- {number} -",
    "chineseCounting": _counting,
    "taiwaneseCounting": _counting,
    "chineseCountingThousand": _thousands,
    "taiwaneseCountingThousand": _thousands,
    "japaneseCounting": _japanese,
    "ideographDigital": _by_digit,
    "taiwaneseDigital": _by_digit,
    "japaneseDigitalTenThousand": _by_digit,
    "chineseLegalSimplified": lambda number: _thousands(number, _LEGAL, "拾佰仟"),
    "ideographLegalTraditional": lambda number: _thousands(number, _LEGAL_TRADITIONAL, "拾佰仟"),
    "japaneseLegal": lambda number: _thousands(number, _LEGAL_TRADITIONAL, "拾佰仟"),
    "ideographTraditional": _signs(_STEMS),
    "ideographZodiac": _signs(_BRANCHES),
    "ideographEnclosedCircle": _row("㊀", 10),
    "decimalEnclosedCircle": _row("①", 20),
    "decimalEnclosedCircleChinese": _row("①", 20),
    "decimalEnclosedFullstop": _row("⒈", 20),
    "decimalEnclosedParen": _row("⑴", 20),
    "none": lambda number: "",
}
