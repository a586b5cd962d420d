"""Characters of symbol fonts, which have no meaning without their font, as Unicode has them."""

_WINGDINGS = {
    0x6C: "●",
    0x6E: "■",
    0x6F: "□",
    0x71: "❑",
    0x72: "❒",
    0x74: "⧫",
    0x75: "◆",
    0x76: "❖",
    0x9F: "•",
    0xA7: "▪",
    0xA8: "□",
    0xD8: "➢",
    0xE0: "→",
    0xF0: "⇨",
    0xFC: "√",
    0xFE: "☑",
    0xFD: "☒",
    **{0x81 + step: chr(ord("①") + step) for step in range(10)},
    **{0x8C + step: chr(ord("❶") + step) for step in range(10)},
}
_WINGDINGS_2 = {0x50: "√", 0x52: "☑", 0x53: "☒", 0xA3: "□", 0x2A: "□"}
_SYMBOL = {0xB7: "•", 0xB3: "≥", 0xA3: "≤", 0xB1: "±", 0xB4: "×", 0xB0: "°", 0xAE: "→"}
_FONTS = {"wingdings": _WINGDINGS, "wingdings 2": _WINGDINGS_2, "symbol": _SYMBOL}
BULLET = "•"


def symbol(font: str, code: int) -> str:
    """One character of a font; empty where nobody can know what it shows."""
    if not 0xF000 <= code <= 0xF0FF and font.lower() not in _FONTS:
        return chr(code) if code < 0xD800 else ""
    return _FONTS.get(font.lower(), {}).get(code & 0xFF, "")


def bullet(font: str, text: str) -> str:
    """The mark of a list without numbers: a sign of its own, or a plain dot."""
    if len(text) == 1 and (0xF000 <= ord(text) <= 0xF0FF or font.lower() in _FONTS):
        return symbol(font, ord(text)) or BULLET
    return "○" if (font, text) == ("Courier New", "o") else text
