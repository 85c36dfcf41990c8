"""The errors a person can meet, one tree for the whole program.

    MuscatError                     message + remedy + HTTP status + exit code
    ├── UsageError                  the person asked for something that cannot be done
    │   └── CorpusMissing           the corpus folder is not there
    ├── IngestError
    │   ├── UnreadableDocument      one file: reported and skipped, never fatal to a run
    │   ├── AliasesUnreadable       the list of names that mean the same makes no sense
    │   └── EmptyCorpus             nothing to index
    ├── IndexingError               (``index.errors``)
    └── ServiceError                (``service.errors``)

The root stands in the leftmost folder because every layer may import it. A class
carries what a caller needs: ``remedy`` is a sentence a person can act on, ``status``
the HTTP status, ``exit_code`` the exit code of the command line (1: a mistake of the
user's, 3: no usable index).
"""

from typing import ClassVar


class MuscatError(Exception):
    """Anything that goes wrong in a way a person can do something about."""

    status: ClassVar[int] = 500
    exit_code: ClassVar[int] = 1
    code: ClassVar[str] = "muscat_error"
    default_remedy: ClassVar[str] = "Run the command again with --help to see how it is used."

    def __init__(self, message: str, *, remedy: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy or self.default_remedy


class UsageError(MuscatError):
    """The person asked for something that cannot be done as asked."""

    status = 422
    code = "usage"


class CorpusMissing(UsageError):
    """The corpus folder does not exist or is not a folder."""

    status = 404
    code = "corpus_missing"
    default_remedy = "Name an existing folder of .txt, .md or .html files with --corpus DIR."


class IngestError(MuscatError):
    """A corpus could not be turned into documents."""

    status = 422
    code = "ingest"


class UnreadableDocument(IngestError):
    """One file could not be read; it is reported with its reason and skipped."""

    code = "unreadable_document"
    default_remedy = "Save the file as UTF-8 text, Markdown or HTML, or take it out of the corpus."


class AliasesUnreadable(IngestError):
    """The corpus's list of names that mean the same cannot be read."""

    code = "aliases_unreadable"
    default_remedy = "Mend that line, or look at all of them with: muscat corpus check"


class EmptyCorpus(IngestError):
    """The corpus holds no document that could be read."""

    code = "empty_corpus"
    default_remedy = "Put at least one .txt, .md or .html file into the corpus folder."
