"""The program that writes the documentation's transcripts."""

import runpy
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def transcribe() -> dict[str, Any]:
    return runpy.run_path(str(ROOT / "docs" / "transcribe.py"))


def test_only_what_stands_below_a_command_is_replaced(transcribe: dict[str, Any]) -> None:
    text = (
        "Before\n\n```console\n$ echo one\nstale\n\nstale\n$ echo two\n```\n\nBetween\n\n"
        "```console\nmake serve    # no command to run\n```\n\n```sh\n$ echo three\n```\n"
    )

    found = transcribe["refreshed"](text, transcribe["run_in_project"])

    assert found == text.replace("stale\n\nstale\n", "one\n\n").replace("two\n`", "two\ntwo\n`")


def test_a_command_reaches_this_program_and_its_complaints_are_shown(
    transcribe: dict[str, Any],
) -> None:
    found = transcribe["run_in_project"]("muscat ask | head -3")

    assert found.startswith("usage: muscat ask")


def test_a_service_is_shown_at_the_address_a_reader_has(transcribe: dict[str, Any]) -> None:
    with transcribe["served"]() as address:
        found = transcribe["run_in_project"](
            "curl -s http://127.0.0.1:8000/health; echo http://127.0.0.1:8000", address
        )

    assert address != "http://127.0.0.1:8000"
    assert found == '{"status":"alive"}http://127.0.0.1:8000\n'


@pytest.mark.parametrize("name", ["README.md", "docs/http-api.md", "docs/samples.md"])
def test_the_transcripts_have_commands_to_run(transcribe: dict[str, Any], name: str) -> None:
    commands: list[str] = []
    text = (ROOT / name).read_text(encoding="utf-8")

    transcribe["refreshed"](text, lambda command: commands.append(command) or "")

    assert all("muscat" in command or "curl" in command for command in commands)
    assert commands
