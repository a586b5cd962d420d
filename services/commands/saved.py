"""What a writing command says when it is done."""

from services.commands.world import Face
from services.web.writing import Done


def say_done(face: Face, done: Done, words: str) -> None:
    """`words` with the position; where it changed nothing, or was done before, that."""
    if done.again:
        face.say(face.t("This was done before, at position %(position)s.", position=done.position))
        return
    if not done.changed:
        face.say(face.t("Nothing changed."))
        return
    face.say(f"{words} {face.t('Recorded at position %(position)s.', position=done.position)}")
    if not done.shown:
        face.hint(face.t("Saved, but not yet shown: ask again in a moment."))
