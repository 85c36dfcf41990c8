"""What the corpus covers: its documents, and questions that they answer.

Both are made once per index version, on a worker thread.
"""

import threading
from dataclasses import dataclass
from urllib.parse import quote as url_quote

from service.assistant import Assistant
from web.turns import topics_of
from web.views import ListedDocument, Topic
from web.wording import described, one_line

MAX_LISTED = 5


@dataclass(frozen=True, slots=True)
class Overview:
    """What one index version covers."""

    version: str
    topics: tuple[Topic, ...]
    documents: tuple[ListedDocument, ...]
    document_count: int


KEPT_OVERVIEWS = 2


class Overviews:
    """Keeps the overviews of the last versions asked for. Safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: dict[str, Overview] = {}

    def of(self, assistant: Assistant) -> Overview:
        """Return the overview of an assistant's index, made at the first call for it."""
        version = assistant.index.manifest.version
        with self._lock:
            if version not in self._kept:
                # During a swap requests of the old version and the new one alternate.
                self._kept = dict(list(self._kept.items())[1 - KEPT_OVERVIEWS :])
                self._kept[version] = _survey(assistant)
            return self._kept[version]


def _survey(assistant: Assistant) -> Overview:
    documents = tuple(assistant.index.records.documents())
    return Overview(
        version=assistant.index.manifest.version,
        topics=topics_of(assistant.offers()),
        documents=tuple(
            ListedDocument(
                one_line(document.metadata.title),
                described(
                    document.metadata.kind, document.metadata.published, document.metadata.as_of
                ),
                f"/documents/{url_quote(document.document_id)}",
            )
            for document in documents[:MAX_LISTED]
        ),
        document_count=len(documents),
    )
