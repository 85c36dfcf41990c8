"""Names that mean the same, as the owner of a corpus lists them in ``aliases.yaml``.

In: the text of that file, a YAML list of lists of names. Out: groups of names, and what is
wrong with the file, by line. Values are read as plain strings, as in ``ingest.metadata``.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import yaml

from ingest.errors import AliasesUnreadable

ALIASES_NAME = "aliases.yaml"
"""Stands at the top of the corpus folder and is no document."""

MAX_ALIASES_CHARACTERS = 200_000
MAX_NAMES = 5_000
MAX_NAME_CHARACTERS = 100
MAX_DEPTH = 50
_FORM = "it is not a YAML list with a list of names on each line, such as - [UN, United Nations]"


@dataclass(frozen=True, slots=True)
class AliasGroup:
    """Two or more names of one thing, each with outer and doubled white space left out."""

    names: tuple[str, ...]
    line: int


@dataclass(frozen=True, slots=True)
class AliasFault:
    """Something wrong in the file, on a line counted from 1."""

    line: int
    message: str


def parse_aliases(text: str) -> tuple[tuple[AliasGroup, ...], tuple[AliasFault, ...]]:
    """Return the sound groups of an alias file, and its faults by line; never raises."""
    if len(text) > MAX_ALIASES_CHARACTERS:
        return (), (AliasFault(1, f"it is longer than {MAX_ALIASES_CHARACTERS:,} characters"),)
    if _depth(text) > MAX_DEPTH:  # the parser's time grows with its square
        return (), (AliasFault(1, _FORM),)
    try:
        root = yaml.compose(text, Loader=yaml.BaseLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        return (), (AliasFault(line, "it is not valid YAML"),)
    except (yaml.YAMLError, RecursionError, ValueError, OverflowError):
        return (), (AliasFault(1, "it is not valid YAML"),)
    if root is None or (isinstance(root, yaml.ScalarNode) and not root.value):
        return (), ()
    if not isinstance(root, yaml.SequenceNode):
        return (), (AliasFault(root.start_mark.line + 1, _FORM),)
    return _groups_of(root)


def _depth(text: str) -> int:
    """Return how deep brackets are nested at most, quoted ones and comments counted too."""
    deepest = depth = 0
    for character in text:
        if character in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif character in "]}" and depth:
            depth -= 1
    return deepest


def _groups_of(
    root: yaml.SequenceNode,
) -> tuple[tuple[AliasGroup, ...], tuple[AliasFault, ...]]:
    groups: list[AliasGroup] = []
    faults: list[AliasFault] = []
    lines: dict[str, int] = {}
    count = 0
    for node in root.value:
        line = node.start_mark.line + 1
        if not isinstance(node, yaml.SequenceNode):
            faults.append(AliasFault(line, _FORM))
            continue
        # One long group can be referred to thousands of times (&name, *name).
        count += len(node.value)
        if count > MAX_NAMES:
            faults.append(AliasFault(line, f"there are more than {MAX_NAMES:,} names"))
            break
        wrong = list(_faults_of(node, lines))
        faults += wrong
        if not wrong:
            groups.append(AliasGroup(tuple(_plain(name) for name in node.value), line))
    return tuple(groups), tuple(faults)


def _faults_of(group: yaml.SequenceNode, lines: dict[str, int]) -> Iterator[AliasFault]:
    """Yield what is wrong with one group, noting on which line each of its names stands."""
    if len(group.value) < 2:
        yield AliasFault(group.start_mark.line + 1, "a group needs two names or more")
    for node in group.value:
        # A reference (*name) stands further down than what it refers to.
        line = max(node.start_mark.line, group.start_mark.line) + 1
        if not isinstance(node, yaml.ScalarNode):
            yield AliasFault(line, _FORM)
            continue
        name = _plain(node)
        if len(name) > MAX_NAME_CHARACTERS:
            yield AliasFault(line, f"a name is longer than {MAX_NAME_CHARACTERS} characters")
        elif not any(c.isalnum() for c in name) or any("\ud800" <= c <= "\udfff" for c in name):
            yield AliasFault(line, f"'{name.encode('ascii', 'replace').decode()}' is not a name")
        elif name.casefold() in lines:
            first = lines[name.casefold()]
            yield AliasFault(line, f"'{name}' stands twice (first on line {first})")
        lines.setdefault(name.casefold(), line)


def _plain(node: yaml.ScalarNode) -> str:
    return " ".join(node.value.split())


def sound_aliases(text: str) -> tuple[tuple[str, ...], ...]:
    """Return the groups of names of an alias file that must be sound.

    Raises:
        AliasesUnreadable: it is not; the message names the first line at fault.
    """
    groups, faults = parse_aliases(text)
    if faults:
        first = min(faults, key=lambda fault: fault.line)
        raise AliasesUnreadable(f"{ALIASES_NAME}, line {first.line}: {first.message}")
    return tuple(group.names for group in groups)
