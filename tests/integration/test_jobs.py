"""Job rows: what a queue may lose, repeat or deliver late without harm."""

from pathlib import Path

from services.jobs import Jobs, Subject

NOW = 1_790_000_000_000_000


def test_a_job_number_is_never_given_twice(tmp_path: Path) -> None:
    # given a job that was done and forgotten, whose hint may still be under way
    jobs = Jobs(tmp_path / "jobs.db")
    jobs.add("look", [Subject("a/p/i/once", NOW)], 300)
    (first,) = jobs.ready(NOW)
    claimed = jobs.claim(first, NOW)
    assert claimed is not None
    assert jobs.finish(claimed, 7)
    jobs.forget(7)

    # when the next job is made
    jobs.add("look", [Subject("a/p/i/once", NOW + 1)], 300)

    # then the old hint does not name it
    (second,) = jobs.ready(NOW)
    assert second != first
    assert jobs.claim(first, NOW) is None
    jobs.close()
