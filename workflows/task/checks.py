"""What several acts on a task ask before they are carried out; each raises Refused."""

from workflows.refusal import Refused
from workflows.task.commands import FARTHEST
from workflows.task.state import WAITING, Task


def owed(task: Task) -> None:
    if task.state not in WAITING:
        raise Refused("not-owed", f"{task.task} is {task.state}", task=task.task, state=task.state)


def not_deferred(task: Task) -> None:
    if task.state == "deferred":
        raise Refused(
            "deferred",
            f"{task.task} waits: it begins, with a due day of its own, when the turn before it ends",
            task=task.task,
        )


def reported(task: Task) -> None:
    if task.state != "reported":
        raise Refused(
            "not-reported", f"{task.task} has no report to review", task=task.task, state=task.state
        )


def asked(task: Task) -> None:
    if not task.asked_due or task.state not in WAITING:
        raise Refused("nothing-asked", f"no extension is asked for {task.task}", task=task.task)


def reason_given(reason: str, task: Task) -> None:
    if not reason:
        raise Refused("no-reason", f"{task.task}: a reason is needed", task=task.task)


def longer(task: Task, due: int, now: int) -> None:
    if due <= task.due:
        raise Refused("bad-due", f"{task.task}: the new date is not after the present one", task=task.task)
    later(task, due, now)


def later(task: Task, due: int, now: int) -> None:
    if due <= now or due <= task.opens:
        raise Refused(
            "bad-due", f"{task.task}: the due date lies before now or before the opening", task=task.task
        )
    if due > now + FARTHEST:
        raise Refused("bad-due", f"{task.task}: the due date lies more than five years ahead", task=task.task)
