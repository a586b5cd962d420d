"""What a notice says, in Chinese and English."""

from services.i18n import translator
from services.notify.outbox import Notice


def wording(notice: Notice, language: str) -> tuple[str, str]:
    """Subject and text."""
    say = translator(language)
    subject = say(f"notice {notice.kind} subject", task=notice.task, level=str(notice.level))
    text = say(f"notice {notice.kind} text", task=notice.task, level=str(notice.level), unit=notice.unit)
    if notice.instead_of:
        text += "\n" + say("notice instead of", member=notice.instead_of)
    return subject, text + "\n"
