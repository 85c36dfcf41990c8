"""The composition root: the ``muscat`` command, made of the commands each layer offers.

The only module that may import every layer. Starting it imports nothing heavy: each
command brings its own libraries in when it runs.
"""

import argparse
import sys
from collections.abc import Sequence

import index.commands
import ingest.commands
import service.commands
import web.commands
from ingest.display import printable
from ingest.errors import MuscatError


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of the whole command line."""
    parser = argparse.ArgumentParser(
        prog="muscat",
        description="Answer questions from a corpus of documents, with a verified quotation"
        " behind every sentence.",
        epilog="Exit codes: 0 answered or abstained, 1 a mistake in what was asked,"
        " 2 wrong usage, 3 no usable index.",
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    ingest.commands.add_commands(commands)
    index.commands.add_commands(commands)
    service.commands.add_commands(commands)
    web.commands.add_commands(commands)
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    options = build_parser().parse_args(arguments)
    try:
        code: int = options.run(options)
    except MuscatError as error:
        sys.stderr.write(printable(f"muscat: {error.message}\n  -> {error.remedy}\n"))
        return error.exit_code
    except KeyboardInterrupt:
        sys.stderr.write("muscat: stopped; nothing was changed\n")
        return 130
    except BrokenPipeError:
        # The reader of our output (head, less) has gone; that is not an error.
        sys.stderr.close()
        return 0
    return code


if __name__ == "__main__":
    sys.exit(main())
