"""A question that leans on the conversation, turned into one that stands by itself.

Comes in: the question and what the same person asked before. Goes out: the question to ask.
One that stands by itself is left alone. Otherwise its words are kept, and what they leave
open comes from the person's own earlier questions, in the first of these ways that fits:

1. what is put in another's place takes it ("and Iran?" after "Who represented the US in
   Muscat?": "Who represented Iran in Muscat?"), and so does a new question word ("why?"
   after "When did Iran leave?": "Why did Iran leave?");
2. a pronoun that can mean one thing only is replaced by it;
3. the last question that stood by itself is put behind: "for how long? (about: What did
   Iran commit to on enrichment)".

What was answered is never used here: neither an abstention nor a quotation may become part
of what is asked.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from service.errors import QuestionRejected
from service.exchanging import OPENING, ask_otherwise, exchange, preposition_before, splice
from service.leaning import MAX_OWN_WORDS, PERSONAL, Lean, Leaning, leaning_of, owns
from service.mentions import AUXILIARIES, PREPOSITIONS, Kind, looks_plural, mentions_of, tokens_of
from service.question_kinds import QuestionKind
from service.questions import ABOUT, MAX_QUESTION_CHARACTERS, Question, parse_question

_TOPIC = re.compile(
    r"^(?:(?:what|who)(?:['’]?s| is| are| was| were)|tell me (?:more |all |something )?about"
    r"|(?:give me|what is|what's) (?:the|a) (?:gist|summary|overview) of|explain|describe"
    r"|summari[sz]e"
    r"|(?:is|are) there(?: going to be)?|(?:what|how) about)\s+(?P<topic>.+?)\W*$",
    re.IGNORECASE,
)
_HEADED = re.compile(
    r"^(?P<topic>[^?]+?)\s*(?:[-–—:,]\s+|\s[-–—]\s*)(?=(?:what|who|how|when|why)\b)", re.I
)
_NO_TOPIC = re.compile(
    r"^(?:the |an? |his |her |its |their )?(?:names?|dates?|titles?|headline|numbers?|prices?"
    r"|costs?|reasons?|chances?|articles?|documents?|texts?|sources?|most|best|biggest|largest"
    r"|first|last|said|done|going)\b|\babout$",
    re.IGNORECASE,
)
_INDEFINITE = re.compile(r"^(?:an?|any|some)\s+", re.IGNORECASE)
_PLURAL_PRONOUNS = frozenset("they them their".split())
_SINGULAR_PRONOUNS = frozenset("it its".split())
MAX_TOPIC_WORDS = 14
# Nobody leans further back, and a client may send far more.
MAX_EARLIER = 10


@dataclass(frozen=True, slots=True)
class _Context:
    """What a conversation has come to.

    ``anchor``: the last question that stands by itself, "" if there is none. ``behind``: the
    one before it, where the anchor itself says little, else "". ``topic``: the
    noun phrase that it is about as a whole, "" if it says more than that. ``people``: what
    "he" may mean, in the order in which they were named.
    """

    anchor: str = ""
    behind: str = ""
    topic: str = ""
    people: tuple[str, ...] = ()


def stand_alone(text: str, earlier: Sequence[str]) -> Question:
    """Return the question to ask for ``text`` after the person's ``earlier`` questions.

    Args:
        text: what was typed now.
        earlier: what the same person typed before, oldest first.

    Raises:
        QuestionRejected: ``text`` is empty or too long. An earlier question that is so is
            passed over.
    """
    context = _Context()
    for before in earlier[-MAX_EARLIER:]:
        try:
            parsed = parse_question(before)
        except QuestionRejected:
            continue
        context = _resolve(parsed, context)[1]
    return _resolve(parse_question(text), context)[0]


def _resolve(question: Question, context: _Context) -> tuple[Question, _Context]:
    """Return the question as it is asked, and the context for the one after it."""
    if question.kind in (QuestionKind.SOURCES, QuestionKind.OUT_OF_SCOPE):
        return question, context
    leaning = leaning_of(question)
    if leaning is None:
        return question, _standing(question, context)
    if not context.anchor:
        # What leans on nothing may still say what the next question is about.
        return question, _standing(question, context) if question.words else context
    if leaning.lean is Lean.REPLACES:
        return _put_in_place(question, leaning, context)
    turned = ask_otherwise(question.text, context.anchor)
    if turned:
        resolved = _parsed(turned, None)
        return (resolved, replace(context, anchor=turned)) if resolved else (question, context)
    filled, is_whole = _fill_in(question.text, leaning, context)
    if is_whole:
        resolved = _parsed(filled, None)
        if resolved is not None:
            people = tuple(dict.fromkeys((*context.people, *_people(filled))))
            return resolved, _Context(filled, "", context.topic, people)
    return _with_context(filled, context) or question, context


def _with_context(asked: str, context: _Context) -> Question | None:
    """Return a question with what it is about behind it."""
    about = "; ".join(
        OPENING.sub("", anchor).rstrip(" ?.!")
        for anchor in (context.anchor, context.behind)
        if anchor
    )
    return _parsed(f"{asked.rstrip(' ?!.')}? {ABOUT}{about})", asked)


def _standing(question: Question, context: _Context) -> _Context:
    """Return the context behind a question that stands by itself."""
    text = question.text
    named = any(mention.kind is not Kind.PHRASE for mention in mentions_of(text))
    says_little = not named and len(question.words) <= MAX_OWN_WORDS
    return _Context(text, context.anchor if says_little else "", _topic_of(text), _people(text))


def _parsed(text: str, asked: str | None) -> Question | None:
    """Return the question if it is not too long to be asked."""
    return parse_question(text, asked) if len(text) <= MAX_QUESTION_CHARACTERS else None


def _put_in_place(
    question: Question, leaning: Leaning, context: _Context
) -> tuple[Question, _Context]:
    """Return the anchor with one of its phrases exchanged; a mere topic stands by itself."""
    exchanged = exchange(leaning, context.anchor)
    resolved = _parsed(exchanged, None) if exchanged else None
    if resolved:
        return resolved, _standing(resolved, context)
    if leaning.what_about:
        return question, _standing(question, _Context())
    return _with_context(question.text, context) or question, context


def _fill_in(text: str, leaning: Leaning, context: _Context) -> tuple[str, bool]:
    """Return the question with its pronouns replaced, and whether nothing is left open."""
    tokens = tokens_of(text)
    filled = text
    is_whole = bool(leaning.pointers)
    for token in reversed(leaning.pointers):
        meant = _meant(token.plain, context)
        if not meant or meant.casefold() in text.casefold():
            is_whole = False
            continue
        if owns(tokens, tokens.index(token)):
            meant += "’" if looks_plural(meant) else "’s"
        filled = splice(filled, token.start, token.end, meant)
    return filled, is_whole


def _meant(pronoun: str, context: _Context) -> str:
    """Return the only thing that a pronoun can mean, or ""."""
    if pronoun in PERSONAL:
        return context.people[0] if len(context.people) == 1 else ""
    head = re.split(rf"\s+(?:{'|'.join(sorted(PREPOSITIONS))}|that|which|who)\s", context.topic)[0]
    if not head:
        return ""
    plural = looks_plural(head)
    fits = pronoun in (_PLURAL_PRONOUNS if plural else _SINGULAR_PRONOUNS)
    return context.topic if fits else ""


def _topic_of(text: str) -> str:
    """Return the noun phrase that a question is about as a whole, or ""."""
    plain = OPENING.sub("", text)
    match = _TOPIC.match(plain) or _HEADED.match(plain)
    if match is None:
        return ""
    topic = match["topic"].strip()
    words = [token.plain for token in tokens_of(topic)]
    if _NO_TOPIC.search(topic) or len(words) > MAX_TOPIC_WORDS:
        return ""
    if any(word in AUXILIARIES or word in ",;:?" for word in words):
        return ""
    return _INDEFINITE.sub("the ", topic)


def _people(text: str) -> tuple[str, ...]:
    """Return the names of a question that may be a person's: no acronyms, no places."""
    return tuple(
        dict.fromkeys(
            mention.text
            for mention in mentions_of(text)
            if mention.kind is Kind.NAME
            and not mention.text.isupper()
            and all(
                word[0].isupper() or word in ("al", "bin", "de") for word in mention.text.split()
            )
            and preposition_before(text, mention) not in ("in", "at", "from", "near", "into")
        )
    )
