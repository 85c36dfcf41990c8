"""``muscat corpus check``: the only printing module of the layer."""

import argparse
import datetime
import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from ingest.display import printable
from ingest.locations import add_corpus_option, corpus_folder

if TYPE_CHECKING:
    from ingest.findings import Finding

MAX_DAYS = 100_000


def add_commands(commands: Any) -> None:
    """Add ``corpus`` and what it can do to the program's parser."""
    parser = commands.add_parser("corpus", help="check the documents")
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    check = actions.add_parser(
        "check",
        help="report what is wrong or doubtful in the corpus",
        description="Report what is wrong or doubtful in the corpus, one line each:"
        " PATH:LINE: SEVERITY CODE MESSAGE -> WHAT TO DO.",
        epilog="Exit codes: 0 no error (warnings do not count), 1 an error was found.",
    )
    add_corpus_option(check)
    check.add_argument(
        "--older-than",
        type=days,
        metavar="DAYS",
        help="also report documents whose as_of, else published, is more days ago",
    )
    check.add_argument("--json", action="store_true", help="print the findings as a JSON list")
    check.set_defaults(run=_check)


def days(text: str) -> int:
    """Return a number of days from the command line.

    Raises:
        argparse.ArgumentTypeError: it is none, or beyond ``MAX_DAYS``.
    """
    if not (text.isascii() and text.isdigit()) or not 0 <= int(text[:9]) <= MAX_DAYS:
        raise argparse.ArgumentTypeError(f"'{text}' is not a number of days up to {MAX_DAYS:,}")
    return int(text)


def _check(options: argparse.Namespace) -> int:
    from ingest.checking import check_corpus

    documents, findings = check_corpus(
        corpus_folder(options),
        today=datetime.date.today(),
        older_than=options.older_than,
    )
    errors = sum(finding.severity == "error" for finding in findings)
    if options.json:
        print(json.dumps([asdict(finding) for finding in findings], ensure_ascii=False, indent=2))
    else:
        for finding in findings:
            print(_as_line(finding))
        warnings = len(findings) - errors
        counts = (_counted(documents, "document"), _counted(errors, "error"))
        print(", ".join((*counts, _counted(warnings, "warning"))))
    return 1 if errors else 0


def _as_line(finding: "Finding") -> str:
    line = (
        f"{finding.path}:{finding.line}: {finding.severity} {finding.code}"
        f" {finding.message} -> {finding.remedy}"
    )
    return printable(" ".join(line.split("\n")))


def _counted(number: int, what: str) -> str:
    return f"{number:,} {what}" + ("" if number == 1 else "s")
