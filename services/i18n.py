"""What people read, in Chinese and English: gettext catalogues, read as they are at run time.

Phrases are stable English sentences with named places, `Due %(when)s`. Words for keys (states, roles, kinds,
codes of refusals) stand under the context of their kind with the key itself as msgid.
"""

from functools import cache
from importlib.resources import files
from typing import Literal, TypeAlias

from babel.messages.pofile import read_po
from msgspec import Struct

from workflows.refusal import Refused

Language: TypeAlias = Literal["zh", "en"]
LANGUAGES: tuple[Language, ...] = ("zh", "en")

Forms: TypeAlias = tuple[str, ...]

FACTS = {"state": "state", "status": "plan status", "role": "role", "needed": "measure"}
"""Facts of a refusal that are keys with words of their own, by kind."""


class Translator(Struct, frozen=True):
    """`phrases` by (context, msgid), with one form for each plural of the language."""

    language: Language
    phrases: dict[tuple[str, str], Forms]

    def __call__(self, phrase: str, /, **facts: object) -> str:
        """The phrase with its places filled; in English as it stands if the catalogue lacks it."""
        return _filled(self.phrases.get(("", phrase), (phrase,))[0], facts)

    def plural(self, one: str, many: str, n: int, /, **facts: object) -> str:
        """The form for a number, which fills %(n)s."""
        forms = self.phrases.get(("", one), (one, many))
        return _filled(forms[min(n != 1, len(forms) - 1)], {"n": n, **facts})

    def term(self, kind: str, key: str) -> str:
        """The word for a key of a kind; the key itself if there is none."""
        return self.phrases.get((kind, key), (key,))[0]

    def refusal(self, refused: Refused) -> str:
        """Why a command was refused; the rule's own words where the catalogue's do not fit the facts."""
        forms = self.phrases.get(("refused", refused.code))
        if forms is None:
            return refused.message
        facts = {name: self.term(FACTS.get(name, ""), value) for name, value in refused.facts.items()}
        try:
            return forms[0] % {**facts, "message": refused.message}
        except KeyError:
            return refused.message


def _filled(phrase: str, facts: dict[str, object]) -> str:
    return phrase % facts if facts else phrase


def translator(language: str) -> Translator:
    """The phrases of a language; of Chinese for one that is not ours."""
    return _read(language_of(language))


@cache
def _read(language: Language) -> Translator:
    with (files("services") / "locale" / f"{language}.po").open("rb") as file:
        catalogue = read_po(file, locale=language)
    phrases = {
        (message.context or "", _first(message.id)): _forms(message.string)
        for message in catalogue
        if message.id and message.string
    }
    return Translator(language, phrases)


def language_of(*wishes: str | None) -> Language:
    """The first wish that is a language of ours; else Chinese."""
    return next((wish for given in wishes for wish in LANGUAGES if wish == given), "zh")


def _first(text: str | list[str] | tuple[str, ...]) -> str:
    return text if isinstance(text, str) else text[0]


def _forms(text: str | list[str] | tuple[str, ...]) -> Forms:
    return (text,) if isinstance(text, str) else tuple(text)
