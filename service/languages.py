"""Whether a message is in another language than the documents: a small rule, no model.

Only what is certain counts, because a good question that is refused costs more than a foreign
one that is searched in vain: a script that the documents do not use, or several function words
of another language and hardly one of English. Names and bare keywords say nothing. (A
statistical identifier, py3langid, took 9 of 185 English questions for other languages: they
are short and full of names.)
"""

import re
import unicodedata
from collections import Counter

# Function words that are no English words; those in _WEAK also stand in names.
_WORDS = {
    "Spanish": "qué que quién quien quiénes cómo cuándo cuando dónde donde cuál cuáles los las una"
    " unos para con pero según sobre está están fue fueron han hay más también del y es por qué el",
    "French": "qui quoi où quand comment pourquoi quel quelle quels quelles est les des une dans"
    " avec pour sont était être ont aux cette ces mais selon du et que le",
    "German": "wer wann wo warum wie welche welcher welches der das und ist sind wurde wurden haben"
    " hat nicht ein eine einen für mit über zwischen auf nach bei den dem sich zu werden wird",
    "Italian": "chi cosa quando dove perché perche quale quali gli una sono è hanno della delle"
    " degli dei che nel nella sul il",
    "Portuguese": "quem quê quando onde porque como qual quais os uma são foi foram não com para"
    " sobre está pelo pela dos das na que",
    "Dutch": "wie wanneer waar waarom hoe welke het een zijn werd werden heeft hebben niet voor met"
    " tussen ook",
    "Turkish": "ne nerede neden nasıl kim hangi kaç ve bir için ile değil mı mi oldu",
    "Polish": "kto kiedy gdzie dlaczego jak który która jest są było nie oraz przez jakie",
    "Swedish": "vem vad när hur varför vilken vilka är och inte att som av",
    "Danish": "hvem hvad hvor hvornår hvorfor hvordan ikke og af",
    "Indonesian": "siapa apa kapan mengapa bagaimana yang dengan untuk tidak adalah dimana",
}  # fmt: skip
_WEAK = frozenset(
    "el le il del des du ne mi na con com os y es der den das av af das una met".split()
)
# English function words that no language above has.
_ENGLISH = frozenset(
    "the is are were of and what who whom whose when where why how which did does do to for with"
    " from that this these those it its they their there been being has have had will would can"
    " could should about between after before by not any all some tell me you your".split()
)
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_FOREIGN_MARKS = re.compile(r"[¿¡]")
_SCRIPTS = {
    "CJK": "Chinese", "HIRAGANA": "Japanese", "KATAKANA": "Japanese", "HANGUL": "Korean",
    "ARABIC": "Arabic script", "CYRILLIC": "Cyrillic script", "HEBREW": "Hebrew",
    "GREEK": "Greek", "DEVANAGARI": "Devanagari script", "THAI": "Thai",
}  # fmt: skip


def foreign_language(text: str) -> str | None:
    """Return what a message that is surely not English is written in; ``None`` otherwise."""
    letters = [character for character in text if character.isalpha()]
    scripts = Counter(unicodedata.name(letter, "?").partition(" ")[0] for letter in letters)
    if scripts:
        most, count = max(scripts.items(), key=lambda pair: pair[1])
        if most != "LATIN" and 2 * count > len(letters):
            return _SCRIPTS.get(most, "another script")
    if _FOREIGN_MARKS.search(text):
        return "Spanish"
    words = [word.casefold() for word in _WORD.findall(text)]
    english = sum(word in _ENGLISH for word in words)
    counts = {name: [w for w in words if w in known] for name, known in _KNOWN.items()}
    name, hits = max(counts.items(), key=lambda pair: len(pair[1]))
    if sum(len(found) == len(hits) for found in counts.values()) > 1:
        name = "another language"
    certain = len(hits) >= 2 or (bool(hits) and hits[0] not in _WEAK and len(words) > 1)
    if english or not certain or all(word in _WEAK for word in hits):
        return name if len(hits) > max(english, 2) else None
    return name


_KNOWN = {name: frozenset(words.split()) for name, words in _WORDS.items()}
