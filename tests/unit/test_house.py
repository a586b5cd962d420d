"""The rules of the house that no other tool checks: names, locks, links, what may lie where."""

import importlib.metadata
import os
import re
import subprocess
import sysconfig
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import fields

from services.settings import PREFIX, Settings

ROOT = Path(__file__).resolve().parents[2]
OUR_PACKAGES = {"events", "workflows", "services", "tests", "benchmarks"}
TOP_LEVEL = {
    ".gitattributes",
    *OUR_PACKAGES,
    *("deploy", "docs", "examples", ".ci", "Makefile", "pyproject.toml"),
    *("requirements.lock", "requirements-dev.lock", ".env.example", ".gitignore"),
    *("README.md", "CHANGELOG.md", "LICENSE"),
}
LOCKS = ("requirements.lock", "requirements-dev.lock")
PINNED = re.compile(r"[a-z0-9-]+==\S+( ; [^\\]+?)?( --hash=sha256:[0-9a-f]{64})+")
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")


def project_files() -> list[Path]:
    """What git tracks or would add, relative to the project; without what is deleted here."""
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    ).stdout.decode()
    return [Path(name) for name in listing.split("\0") if name and (ROOT / name).is_file()]


def texts() -> Iterator[tuple[Path, str]]:
    for path in project_files():
        try:
            yield path, (ROOT / path).read_text("utf-8")
        except UnicodeDecodeError:
            continue  # an image or a file in another encoding


def documents() -> list[tuple[Path, str]]:
    """Every Markdown file, without its HTML comments."""
    return [
        (path, re.sub(r"<!--.*?-->", "", text, flags=re.DOTALL))
        for path, text in texts()
        if path.suffix == ".md"
    ]


def relative_links(path: Path, text: str) -> list[Path]:
    """Where the links of a document point inside the project, without their fragments."""
    targets = (target.partition("#")[0] for target in LINK.findall(text) if ":" not in target)
    return [Path(os.path.normpath(ROOT / path.parent / target)) for target in targets if target]


def make_commands(text: str) -> set[str]:
    """Targets that a document tells people to make: in `code`, or opening a line of a code block."""
    blocks = "\n".join(re.findall(r"^```.*?^```", text, flags=re.DOTALL | re.MULTILINE))
    inline = re.findall(r"`make ([a-z][a-z-]*)", text)
    return {*inline, *re.findall(r"^(?:\$ )?make ([a-z][a-z-]*)", blocks, flags=re.MULTILINE)}


def requirements(lock: str) -> list[str]:
    """A lock's entries, each on one line, without comments."""
    lines = (ROOT / lock).read_text("utf-8").splitlines()
    code = "\n".join(line for line in lines if not line.lstrip().startswith("#"))
    return [line.strip() for line in re.sub(r"\s*\\\n\s*", " ", code).splitlines() if line.strip()]


def top_level_modules(distribution: importlib.metadata.Distribution) -> set[str]:
    return {file.parts[0].partition(".")[0] for file in distribution.files or ()}


def test_no_dependency_ships_a_package_of_our_names() -> None:
    others = [one for one in importlib.metadata.distributions() if one.metadata["Name"] != "duban"]

    clashes = {one.metadata["Name"]: top_level_modules(one) & OUR_PACKAGES for one in others}

    assert len(others) > 20, "run this in the environment of requirements-dev.lock"
    assert {name: modules for name, modules in clashes.items() if modules} == {}


def test_the_console_script_starts_from_another_directory(tmp_path: Path) -> None:
    script = Path(sysconfig.get_path("scripts")) / "duban"

    help_text = subprocess.run([script, "--help"], cwd=tmp_path, capture_output=True, text=True, timeout=60)

    assert help_text.returncode == 0, help_text.stderr
    assert "demo" in help_text.stdout
    assert list(tmp_path.iterdir()) == [], "asking for help must leave nothing behind"


def test_no_file_names_a_folder_of_one_machine_or_a_package_registry() -> None:
    folders = "|".join(("home", "Users", "root", "work"))
    registries = "|".join(
        ("pypi" + r"\.org", "python" + "hosted", "registry" + r"\.npmjs", "deb" + r"\.debian")
    )
    unwanted = re.compile(rf"(?<![\w.])/(?:{folders})/[\w.-]+|{re.escape(str(ROOT))}/|{registries}")

    found = [f"{path}: {match[0]}" for path, text in texts() for match in unwanted.finditer(text)]

    assert found == []


def test_the_top_level_holds_only_what_the_design_names() -> None:
    assert {path.parts[0] for path in project_files()} - TOP_LEVEL == set()


def test_no_module_has_more_than_400_lines() -> None:
    modules = [
        p for p in project_files() if p.suffix == ".py" and p.parts[0] in {"events", "workflows", "services"}
    ]
    lengths = {str(path): len((ROOT / path).read_text("utf-8").splitlines()) for path in modules}

    assert lengths
    assert {path: lines for path, lines in lengths.items() if lines > 400} == {}


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_pins_every_package_with_hashes_and_names_no_index(lock: str) -> None:
    entries = requirements(lock)

    assert entries
    assert [entry[:80] for entry in entries if not PINNED.fullmatch(entry)] == []
    assert "://" not in (ROOT / lock).read_text("utf-8")


def test_the_development_lock_pins_the_same_versions_as_the_runtime_lock() -> None:
    runtime, development = ({entry.split(" ")[0] for entry in requirements(lock)} for lock in LOCKS)

    assert runtime - development == set()


def test_every_relative_link_of_a_document_resolves() -> None:
    broken = [
        f"{path}: {target.name}"
        for path, text in documents()
        for target in relative_links(path, text)
        if not target.exists()
    ]

    assert broken == []


def test_every_document_can_be_reached_from_the_readme() -> None:
    links = {ROOT / path: set(relative_links(path, text)) for path, text in documents()}
    reached, ahead = set[Path](), {ROOT / "README.md"}
    while ahead:
        reached |= ahead
        ahead = {target for path in ahead for target in links.get(path, set())} - reached

    docs = [path for path, _ in documents() if path.parts[0] == "docs"]
    assert docs
    assert [str(path) for path in docs if ROOT / path not in reached] == []


def test_every_decision_is_listed_under_its_number() -> None:
    listing = (ROOT / "docs/adr/README.md").read_text("utf-8")
    decisions = sorted(path.name for path in (ROOT / "docs/adr").glob("0*.md"))

    assert [int(name[:4]) for name in decisions] == list(range(1, len(decisions) + 1))
    assert [name for name in decisions if f"({name})" not in listing] == []


def test_every_make_target_that_a_document_names_exists() -> None:
    targets = set(re.findall(r"^([a-z][a-z-]*):", (ROOT / "Makefile").read_text("utf-8"), flags=re.MULTILINE))
    named = {(str(path), target) for path, text in documents() for target in make_commands(text)}

    assert {"demo", "test"} <= {target for _, target in named}
    assert {(path, target) for path, target in named if target not in targets} == set()


def test_every_make_target_is_explained_by_make_help() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    public = re.search(r"^\.PHONY: (.+)$", makefile, flags=re.MULTILINE)

    assert public is not None
    explained = set(re.findall(r"^([a-z]+):.*## \S", makefile, flags=re.MULTILINE))
    assert set(public[1].split()) == explained


def test_every_setting_stands_in_the_example_and_is_explained_to_operators() -> None:
    operations = (ROOT / "docs/operations.md").read_text("utf-8")
    example = re.findall(r"^([A-Z_]+)=", (ROOT / ".env.example").read_text("utf-8"), flags=re.MULTILINE)
    settings = [f"{PREFIX}{field.name.upper()}" for field in fields(Settings)]

    assert sorted(example) == sorted(settings)
    assert [name for name in settings if f"`{name}`" not in operations] == []
