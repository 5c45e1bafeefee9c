"""The rules of the house that a machine can check."""

from __future__ import annotations

import hashlib
import re
import statistics
import subprocess
import sys

import pytest

from plugin.settings import VARIABLES
from tests.conftest import ROOT, SHARED_FIXTURES

CODE = (".py", ".js", ".jsx", ".ts", ".tsx", ".html", ".css", ".liquid")
LONGEST = 400
MEDIAN = 90


def tracked(*endings: str) -> list[str]:
    """Files under version control (and new ones not ignored), by ending."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout.splitlines()  # fmt: skip
    return [name for name in listed if name.endswith(endings) and (ROOT / name).is_file()]


def lines(name: str) -> int:
    return len((ROOT / name).read_text(encoding="utf-8").splitlines())


def test_no_file_of_code_is_long():
    assert {name: lines(name) for name in tracked(*CODE) if lines(name) > LONGEST} == {}


def test_half_the_source_files_are_short():
    source = [
        name for name in tracked(".py") if not name.startswith(("tests/", "migrations/")) and lines(name) > 1
    ]
    assert statistics.median(lines(name) for name in source) < MEDIAN


def test_no_drawer_for_odds_and_ends():
    drawers = {"utils", "util", "helpers", "helper", "common", "misc"}
    assert [name for name in tracked(*CODE) if drawers & set(re.split(r"[/.]", name))] == []


def test_imports_point_down():
    result = subprocess.run(
        [f"{sys.prefix}/bin/lint-imports"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stdout[-3000:]


@pytest.mark.parametrize(
    "command",
    [
        pytest.param(["ruff", "check", "."], id="ruff"),
        pytest.param(["ruff", "format", "--check", "."], id="format"),
        pytest.param(["mypy"], id="mypy"),
    ],
)
def test_linters_are_content(command):
    result = subprocess.run(
        [f"{sys.prefix}/bin/{command[0]}", *command[1:]],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, (result.stdout + result.stderr)[-3000:]


def readme() -> str:
    return (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("variable", sorted(VARIABLES.values()))
def test_every_setting_is_in_the_readme(variable):
    assert f"`{variable}`" in readme()


def test_no_variable_is_read_that_the_readme_does_not_name():
    own = [
        name
        for name in tracked(".py")
        if name.startswith(("plugin/", "webhooks/", "storefront/", "migrations/"))
    ]
    text = "".join((ROOT / name).read_text(encoding="utf-8") for name in own)
    read = set(re.findall(r"""(?:environ(?:\.get)?[\[(]|env\.get\(|_number\()\s*["']([A-Z_]+)["']""", text))
    assert {"DATABASE_URL", "PORT", "WEB_CONCURRENCY"} <= read
    assert {name for name in read - {"PATH"} if f"`{name}`" not in readme()} == set()


@pytest.mark.parametrize(
    "target",
    re.findall(r"^([a-z-]+):.*##", (ROOT / "Makefile").read_text(encoding="utf-8"), flags=re.MULTILINE),
)
def test_every_make_target_is_in_the_readme(target):
    assert f"`make {target}`" in readme()


def test_every_command_is_in_the_readme():
    from plugin.cli.__main__ import COMMANDS

    assert [name for name in COMMANDS if f"`python -m plugin.cli {name}" not in readme()] == []


def test_no_address_of_this_machine_or_of_an_index():
    """Commits name no registry host, no download address in a lock file, no path of the machine they were
    made on.
    """
    forbidden = re.compile(
        r"registry\.npmjs|pypi\.org|files\.pythonhosted|--(extra-)?index-url\s+\S|--find-links\s+\S"
        r'|"resolved":\s*"http|(?<![\w/.])/(work|root)/\w'
    )
    found = []
    for name in tracked(*CODE, ".txt", ".json", ".toml", ".md", ".mako", "Makefile", "run", ".po", ".lock"):
        if name == "tests/test_house.py":
            continue
        for number, line in enumerate((ROOT / name).read_text(encoding="utf-8").splitlines(), start=1):
            if forbidden.search(line):
                found.append(f"{name}:{number}: {line.strip()[:100]}")
    assert found == []


def test_the_locked_sets_agree():
    """What the tests run with is what production installs, and something more."""

    def pins(path: str) -> dict[str, str]:
        text = (ROOT / path).read_text(encoding="utf-8")
        return dict(re.findall(r"^([\w.-]+)==(\S+)", text, flags=re.MULTILINE))

    production, tests = pins("requirements.txt"), pins("tests/requirements.txt")
    assert production
    assert {name: (pin, tests.get(name)) for name, pin in production.items() if tests.get(name) != pin} == {}


def test_every_dependency_says_why():
    block = re.search(r"^dependencies = \[\n(.*?)^\]", (ROOT / "pyproject.toml").read_text(), re.S | re.M)
    assert block
    assert [row for row in block[1].splitlines() if row.strip() and "#" not in row] == []


def test_no_borrowed_body_is_committed():
    if not SHARED_FIXTURES.is_dir():
        pytest.skip("../shared/fixtures is not here, so there is nothing to compare with")
    borrowed = {
        hashlib.sha256(path.read_bytes()).hexdigest()
        for path in SHARED_FIXTURES.rglob("*.*")
        if path.is_file()
    }
    own = [
        name
        for name in tracked(".json", ".txt")
        if hashlib.sha256((ROOT / name).read_bytes()).hexdigest() in borrowed
    ]
    assert own == []


def test_the_procfile_has_its_four_lines():
    from honcho.environ import parse_procfile

    assert {"release", "web", "inbox", "worker"} <= set(
        parse_procfile((ROOT / "Procfile").read_text()).processes
    )
