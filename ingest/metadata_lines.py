"""On which line the fields of front matter or of a sidecar stand.

``ingest.metadata`` reads what they say; this module only finds them, also where the reader
refuses the whole.
"""

from dataclasses import dataclass, field

import yaml

from ingest.metadata import MAX_METADATA_CHARACTERS, is_unknown


@dataclass(frozen=True, slots=True)
class FieldLines:
    """The fields of one mapping, whatever they say (``null`` is a statement too).

    Attributes:
        names: Field -> its line, from 1. Of a repeated field, the last: it is the one read.
        unknown: Those of them that are left empty or called unknown.
        repeated: Every field that was there before, with the line where it stands again.
        sources: The same of each source in ``sources``.
        fault: The line where the YAML ends making sense, or ``None``.
    """

    names: dict[str, int] = field(default_factory=dict)
    unknown: frozenset[str] = frozenset()
    repeated: tuple[tuple[str, int], ...] = ()
    sources: tuple["FieldLines", ...] = ()
    fault: int | None = None


def find_fields(yaml_text: str) -> FieldLines:
    """Return where the fields of ``yaml_text`` stand; never raises."""
    if len(yaml_text) > MAX_METADATA_CHARACTERS:
        return FieldLines(fault=1)
    try:
        root = yaml.compose(yaml_text, Loader=yaml.BaseLoader)
    except yaml.MarkedYAMLError as error:
        return FieldLines(fault=error.problem_mark.line + 1 if error.problem_mark else 1)
    except (yaml.YAMLError, RecursionError, ValueError, OverflowError):
        return FieldLines(fault=1)
    return _fields_of(root) if isinstance(root, yaml.MappingNode) else FieldLines()


def _fields_of(node: yaml.MappingNode, *, nested: bool = False) -> FieldLines:
    names: dict[str, int] = {}
    unknown: set[str] = set()
    repeated: list[tuple[str, int]] = []
    sources: tuple[FieldLines, ...] = ()
    for key, value in node.value:
        if not isinstance(key, yaml.ScalarNode):
            continue
        if key.value in names:
            repeated.append((key.value, key.start_mark.line + 1))
        names[key.value] = key.start_mark.line + 1
        unknown.discard(key.value)
        if isinstance(value, yaml.ScalarNode) and is_unknown(value.value):
            unknown.add(key.value)
        # Only one level deep: a mapping may hold itself (&name, *name).
        if key.value == "sources" and not nested and isinstance(value, yaml.SequenceNode):
            mappings = (item for item in value.value if isinstance(item, yaml.MappingNode))
            sources = tuple(_fields_of(item, nested=True) for item in mappings)
    return FieldLines(names, frozenset(unknown), tuple(repeated), sources)
