"""Lists that a question asks for as wholes, also where they stand in several sections.

Of a list that merely touches the question, one item stands out. Of a list that answers it,
every item does about as well as the next: that evenness tells, and all items are brought.
"""

from index.records import Records
from ingest.documents import Sentence
from service.evidence import Evidence
from service.reading import Reading, ReadSentence
from service.topics import evidence_of

# A pair is no list to be even in.
MIN_ITEMS = 3
# The worst item read is this share as probable as the list's best, and that one of all.
EVENNESS = 0.45
STANDING = 0.45
MAX_LISTS = 3

_Place = tuple[str, tuple[str, ...]]


def select_lists(reading: Reading, records: Records) -> list[Evidence]:
    """Return the even lists whole and in order, behind the best sentence if that is in none.

    Empty if there is no even list.
    """
    lists: dict[tuple[str, int], list[ReadSentence]] = {}
    for read in reading.sentences:
        if read.sentence.list_number is not None:
            key = (read.passage.document_id, read.sentence.list_number)
            lists.setdefault(key, []).append(read)
    even = [key for key, read in lists.items() if _is_even(read, reading)][:MAX_LISTS]
    if not even:
        return []
    found = [evidence for key in even for evidence in _whole(*key, records)]
    best = reading.sentences[0]
    if best.sentence.kind == "sentence":
        place = (best.passage.document_id, best.passage.section)
        found.insert(0, evidence_of(place, [best.sentence]))
    return found


def _is_even(read: list[ReadSentence], reading: Reading) -> bool:
    best, worst = read[0].probability, read[-1].probability
    stands_out = best >= STANDING * reading.sentences[0].probability
    return len(read) >= MIN_ITEMS and stands_out and worst >= EVENNESS * best


def _whole(document_id: str, list_number: int, records: Records) -> list[Evidence]:
    """Return all items of a list by section, also those in passages that were not read."""
    sections: dict[_Place, list[Sentence]] = {}
    for passage in records.passages_of(document_id):
        for sentence in passage.sentences:
            if sentence.list_number == list_number:
                sections.setdefault((document_id, passage.section), []).append(sentence)
    return [evidence_of(place, sentences) for place, sentences in sections.items()]
