"""Surface cues of each kind of question, in English: patterns, and nothing that decides.

``service.question_kinds`` tries them in order. Each is a set of alternatives; a cue speaks of
how people ask, never of what a corpus is about.
"""

import re


def cue(*alternatives: str) -> re.Pattern[str]:
    """Return a pattern that matches any of the alternatives, in any case."""
    return re.compile("|".join(alternatives), re.IGNORECASE)


_WH = r"(?:who|whom|whose|what|when|where|which|why|how|if|whether)"
_DOCUMENT = (
    r"(?:articles?|pieces?|texts?|documents?|notes?|reports?|stor(?:y|ies)|posts?|pages?|files?"
    r"|briefings?|backgrounders?|sources?|write-?ups?|corpus|collection|library|essays?|explainers?"
    r"|leaflets?|brochures?|factsheets?|profiles?|portraits?|columns?|editorials?|dispatch(?:es)?"
    r"|chronicles?|timelines?|memos?|transcripts?|interviews?|newsletters?|fact-? ?checks?|digests?"
    r"|guides?|analys[ei]s|press releases?|(?:open )?letters?|diar(?:y|ies))"
)
_POINTER = r"(?:this|that|it|these|those|all this|all that)"
_AUXILIARY = (
    r"(?:is|are|was|were|do|does|did|has|have|had|will|would|can|could|should|may|might|must"
    r"|isn't|aren't|wasn't|weren't|don't|doesn't|didn't|hasn't|haven't|hadn't|won't|wouldn't"
    r"|can't|couldn't|shouldn't)"
)

# What people put in front of a question without meaning it: taken off, repeatedly.
COURTESY = re.compile(
    r"^\W*(?:"
    r"(?:hi|hello|hey|hiya|greetings|good (?:morning|afternoon|evening|day)|thanks?(?: you)?"
    r"(?: (?:so|very) much| a lot)?|cheers|great|cool|nice|perfect|sorry|excuse me)"
    r"(?: (?:there|all|again|muscat|everyone))?\b(?=\W+\w)\s*[,.!;:–-]*"
    r"|(?:ok(?:ay)?|well|so|and|but|also|then|please|pls|plz|now|actually|just|yes|yeah|hmm+|uhm?|um)"
    r"\b(?=\W+\w)\s*[,.!;:–-]*"
    r"|(?:different|another|new|next|quick) (?:subject|question|topic)\s*[,.!;:–-]+"
    r"|(?:can|could|would|will) (?:you|u) (?:please |pls |kindly )?(?=(?:tell|show|give|explain"
    r"|list|describe|compare|name|say|find|sum)\w*\b)"
    rf"|(?:tell|show|remind) (?:me|us) (?:please |exactly )?(?={_WH}\b)"
    rf"|(?:do|does) (?:you|u|anyone|anybody) know (?={_WH}\b)"
    rf"|(?:i|we)(?:'d| would)? (?:want|need|like|have)(?: to know| to ask)? (?={_WH}\b)"
    rf"|(?:i|we)(?:'m| am| are|'re)? (?:just )?(?:wonder(?:ing)?|curious|asking) (?={_WH}\b)"
    r")\s*",
    re.IGNORECASE,
)

# Asked about the documents themselves, not about what they tell.
SOURCES = cue(
    r"\bwho(?:'s| is| was| has)? (?:the )?(?:wrote|written|authored|penned|published"
    r"|author|writer|journalist|reporter|publisher|editor|released|posted|put out"
    r"|put together|compiled|edits|edited)\b(?: (?:of"
    rf"|behind|for))?\s*(?:\W*$|{_POINTER}\b\W*$|(?:this|the|that|your|an?)?\s*"
    rf"(?:\w+\s+){{0,4}}?{_DOCUMENT}\b)",
    r"\b(?:author|writer|publisher|headline|title|dateline|byline|publication date"
    r"|provenance)s? of (?:the|this|that|your|each|these|all)\s*"
    rf"(?:\w+\s+){{0,4}}?{_DOCUMENT}\b",
    r"\b(?:which|what) (?:news ?)?(?:outlet|newspaper|publisher|site|website|magazine"
    r"|paper|news agency|media|organi[sz]ation)s?\b.{0,30}\b(?:published?|wrote|ran"
    rf"|carried|released|posted|behind)\b.{{0,40}}\b(?:{_DOCUMENT}|{_POINTER}\W*$)",
    r"\b(?:when|where|by whom|on (?:what|which) (?:date|day)|(?:in )?(?:what|which) year)"
    rf" (?:was|were|is|has|have)\b.{{0,60}}\b(?:{_DOCUMENT}|{_POINTER})\b.{{0,40}}?\b"
    r"(?:published|written|posted|updated|released|from|dated|compiled|indexed|added)\b",
    r"\bwhen did (?:you|they) (?:publish|write|update|post)\b",
    rf"\b(?:publication )?date of (?:the|this|that|your)\s*(?:\w+\s+){{0,3}}?{_DOCUMENT}\b",
    r"\bhow (?:old|recent|current|fresh|up[- ]to[- ]date|new|outdated|stale) (?:is"
    rf"|are)\b.{{0,40}}\b(?:{_DOCUMENT}|information|info|data|knowledge|answers?|facts?"
    rf"|material|{_POINTER}\W*$)",
    rf"\b(?:is|are) (?:the|your|this|that|these)\s*(?:\w+ ){{0,3}}?(?:{_DOCUMENT}"
    r"|information|info|data)\b.{0,30}\b(?:up[- ]to[- ]date|current|recent|outdated"
    r"|dated|fresh|old|signed|anonymous)\b",
    r"\bhow far (?:back )?do(?:es)? (?:your|the) (?:\w+ ){0,2}(?:go|reach)\b",
    r"\b(?:last|most recently|latest) (?:updated?|refreshed)\b",
    rf"\byour (?:newest|latest|most recent|oldest|last) (?:\w+ )?(?:{_DOCUMENT}"
    r"|information|info|data)\b",
    rf"\b(?:what|which|how many|list|show)\b.{{0,20}}\b(?:{_DOCUMENT}|data|material"
    r"|information)\b.{0,10}\b(?:do|did|are|can|have) (?:you|there|we"
    r"|i)\b(?!.{0,12}\b(?:say|tell|think)\b)",
    rf"\b(?:list|show)(?: me)?(?: all)?(?: of)? (?:your|the) {_DOCUMENT}\W*$",
    rf"\b(?:which|what|how many|any|do|does) (?:\w+ ){{0,2}}{_DOCUMENT} (?:\w+ )?(?:mentions?"
    r"|discuss(?:es)?|covers?|deals? with|talks? about|speaks? of)\b",
    r"\bwho(?:'s| is| was| stands?) behind (?:the|this|that|your)\s*"
    rf"(?:\w+\s+){{0,4}}?{_DOCUMENT}\b",
    rf"\bwhat(?:'s| is) (?:in )?your {_DOCUMENT}",
    rf"\bwhat are your {_DOCUMENT}",
    rf"\bwhere (?:does|do|did|is|are|has|have)\b.{{0,12}}\b(?:{_POINTER}|information|info"
    r"|data|you)\b.{0,24}\b(?:come|came|from|get|got|taken)\b",
    r"\b(?:which|what|whose) (?:sources?|references|evidence|publications"
    r"|links)\b.{0,60}\b(?:based on|rests? on|rel(?:y|ies) on|cites?|cited|uses?|used"
    r"|drawn? on|built on|quoted?)\b",
    r"\b(?:sources?|references|bibliography) (?:of|for|behind) (?:the|this|that|your"
    rf"|these|it)\b(?=\s*(?:\W*$|(?:\w+\s+){{0,4}}?{_DOCUMENT}\b))",
    r"\b(?:what|who)(?:'s| is| are|s)? (?:the |your )?sources?\W*$",
    r"\bsource\?+\s*$",
    r"\b(?:has|have|did|does|do|is|are|was)\b.{0,6}\b(?:any(?:one|body)? ?(?:else"
    r"|other)|any other (?:\w+ )?(?:sources?|outlets?|documents?|papers?|media|agenc(?:y"
    r"|ies))|others|another (?:source|outlet|document|paper))\b.{0,30}\b(?:report"
    r"|confirm|say|said|cover|corroborat|carr|mention|publish|wr(?:ite|ote))\w*",
    rf"\b(?:is|was|are|were) (?:{_POINTER}|the (?:article|report|story)) (?:\w+ )?"
    r"(?:corroborated|confirmed|reported|covered|verified) (?:elsewhere|by (?:any(?:one"
    r"|body)?|others?|another))\b",
)

# Asks for a judgement, advice or a prophecy.
OPINION = cue(
    r"\b(?:do|did|would|are) (?:you|u) (?:\w+ )?(?:think|believe|feel|reckon|trust"
    r"|support|prefer|recommend|advise|suggest|agree|like|hope|expect|sure)\b",
    r"\byour (?:\w+ )?(?:view|opinion|take|verdict|judge?ment|thoughts?|guess|advice"
    r"|prediction|assessment|recommendation)s?\b",
    r"\bwhat do you think\b",
    r"\bcan .{1,60}\bbe (?:\w+ )?trusted\b",
    r"\b(?:can|could|should|do|would) (?:i|we|you|one|anyone|people) (?:\w+ )?trust\b",
    r"\b(?:is|are|was|were) .{1,60}\b(?:trustworthy|honest|credible|to be trusted)\b",
    r"^\W*(?:should|ought|shouldn't)\b",
    r"\bshould (?:i|we|you|my)\b",
    r"^\W*what should (?!an? )(?!.*\baccording\b)",
    r"\b(?:is|was|were|would) it (?:be )?(?:\w+ )?(?:good|bad|wise|smart|worth(?: it)?|fair|safe"
    r"|right|wrong|ok|better|worse|time)\b(?! that\b)",
    r"^\W*(?:is|are|was|were|isn't|wasn't|has|have)\b.{1,80}\b(?:a |an |the )?(?:\w+"
    r" )?(?:good|bad|great|terrible|stupid|smart|wise|fair|unfair|evil|mistake|blunder"
    r"|disaster|bluff(?:ing)?|success|failure|fault|worth (?:it|the)|justified|better"
    r"|worse|biased|the best|the worst)\b",
    r"^\W*who(?:'s| is| was| will| has| are)? (?:\w+ )?(?:(?:won|wins|lost)(?! the\b.*\b(?:vote"
    r"|elections?|ballot|referendum|seats?)\b)|winning|loses"
    r"|losing|right|wrong|guilty|worse|better|smarter|stronger|the winner|the loser|to"
    r" blame|at fault|responsible for the (?:war|failure|mess))\b",
    r"\b(?:good|bad) (?:deal|idea|thing|move)\b.*\?",
    r"\b(?:who|which side) (?:do|should|would) (?:you|i|we)\b",
    r"\b(?:best|better|worse|worst) (?:for whom|off)\b",
    r"\bwhat are the (?:odds|chances)\b",
    r"\bhow (?:likely|probable|good|bad|wise|fair|smart) is (?:it|the deal)\b",
    r"^\W*(?:is|are|was|were)\b.{1,60}\b(?:right|wrong|wise|foolish) to\b",
    r"^\W*who(?:'s| is| are) (?:(?:going|likely) to (?:win|lose)|telling the truth|in the"
    r" (?:right|wrong))\b",
    # What would have been, had things gone otherwise.
    r"^\W*(?:would|could|might)\b.{2,80}\bhave (?:been|\w+(?:ed|en|t))\b",
    r"\bpredict\b(?!ed|s\b)",
    r"\bforecast for\b",
    r"\bprophe\w+\b",
)
# Hands the judgement to the documents: no opinion of ours is wanted.
ATTRIBUTED = cue(
    r"\baccording to\b",
    rf"\b(?:{_DOCUMENT}|analysts?|experts?|officials?|critics|observers|diplomats|they|he"
    r"|she|iaea|un) (?:\w+ )?(?:say|says|said|think|thinks|expect|expects|predict"
    r"|predicts|warn|warns|describes?|claims?|argues?|believe|believes|mentions?|calls?"
    r"|lists?)\b",
    rf"\b(?:in|per|from) the {_DOCUMENT}\b",
)
# Yes or no about what is to come.
FORETELLING = cue(
    r"^\W*(?:will|won't|is .{1,50} (?:going|likely) to|are .{1,50} (?:going|likely)"
    r" to)\b",
)
# Any question about what is to come.
AHEAD = cue(
    r"\b(?:will|won't|going to|would .{1,60}\bif|if .{1,60}\bwould|what if|from now"
    r"|in the future|next (?:year|winter|summer|spring|autumn|decade|century))\b",
)

COMPARISON = cue(
    r"\b(?:compar(?:e|es|ed|ing|ison|able)|versus|vs\.?|contrasts?|differ(?:s|ed|ence"
    r"|ences|ent from)?|unlike|as opposed to|both sides' )\b",
    r"\b(?:who said what|who (?:wants|gets|gives|got|gave) what|side by side)\b",
    r"\b(?:each|respectively|both sides|the two sides|either side)\s*(?:\w+ )?(?:say|said"
    r"|describe[sd]?|give|gives|get|gets|want|wants|demand|offer|promise|commit|claim|see"
    r"|saw|call|called|gain|put)\w*\b",
    r"\b(?:do|does|did|will|would) each (?:of (?:them|the) \w+|side|party|country)\b",
    r"\b(?P<wh>what|which|who|how|when|where) (?P<aux>do|does|did|is|are|was|were|will"
    r"|has|have|had) .{2,50}(?:,? and|,? but|;|,) (?P=wh) (?P=aux) .{2,60}\b",
    r"\b(?:what|which|how) .{2,60}\b(?:and|while) .{2,40} (?:instead|in turn|on the"
    r" other (?:hand|side))\b",
)
WHY_HOW = cue(
    r"^\W*(?:and |but |so )*why\b",
    r"\bwhy (?:did|does|do|is|are|was|were|has|have|would|will|can|not|no)\b",
    r"\bhow come\b",
    r"\bwhat(?:'s| is| was| were| are)? the (?:main )?(?:reasons?|causes?|purpose|point"
    r" of|motive)\b",
    r"\bwhat (?:makes?|made|caused?|causes|drove|drives|explains?|prompted|led to|can go"
    r" wrong|could go wrong|might go wrong)\b",
    r"\b(?:for what reason|what for)\b",
    r"\bwhy\W*$",
    rf"^\W*how (?:{_AUXILIARY}|to|exactly {_AUXILIARY})\b",
)
YES_NO = cue(
    rf"^\W*(?:{_AUXILIARY})\b(?! (?:you|u) (?:tell|show|give|explain|list|describe|name"
    r"|sum))",
    rf",\s*(?:right|correct|yes|no|true|huh|eh|innit|really|yes or no|{_AUXILIARY} (?:it"
    r"|they|he|she|there|that|this)|wasnt it|isnt it|didnt (?:it|they)|doesnt it|arent"
    r" they)\W*$",
    r"\b(?:yes or no|true or false|is that (?:right|true|correct))\b",
    r"\b(?:right|correct)\s*\?+\s*$",
    rf"[,;-] (?:{_AUXILIARY}) (?:it|they|he|she|there|that|this)\b",
)
SUMMARY = cue(
    r"\bsum(?:mar(?:y|i[sz]e)\w*|\b)",
    r"\b(?:gist|overview|tl;?dr|nutshell|outline|recap|rundown|in brief|main points?|key"
    r" points?|big picture|essentials|bottom line|highlights)\b",
)
TOPIC = cue(
    r"\b(?:tell me|talk|speak|know|learn|hear|read|info(?:rmation)?|details?|something"
    r"|anything|everything) (?:more )?(?:about|on)\b",
    r"^\W*(?:what|how) about\b",
    r"^\W*about\b",
    SUMMARY.pattern,
    r"\b(?:what(?:'s| is| are|s)?|explain|describe|give me) (?:the )?(?:\w+ ){0,2}"
    r"(?:situation|latest|news|background|context|history|story|state of|status of|going"
    r" on|happening|role of)\b",
    rf"\bwhat (?:do|does|did) (?:the |this |that |your )?(?:\w+ )?{_DOCUMENT} (?:say|tell"
    r"|mention|report)\w* (?:\w+ )?(?:about|on)\b",
    r"^\W*(?:explain|describe|discuss|elaborate)\b",
)
_PLURAL = (
    r"(?!(?:is|was|has|does|this|his|its|us|news|congress|status|crisis|basis"
    r"|process|series)\b)\w{3,}s"
)
LIST = cue(
    r"^\W*(?:list|name|enumerate|give (?:me )?(?:all|the names|a list))\b",
    r"\blist of\b",
    r"\bone by one\b",
    r"^\W*(?:which|what|on (?:which|what)|in (?:which|what)|to (?:which|what)) (?:(?!is\b"
    rf"|was\b|are\b|were\b|do\b|does\b|did\b|has\b|have\b)\w+ ){{0,3}}?(?:{_PLURAL}|people"
    r"|countries)\b",
    rf"\bwhat (?:are|were) (?:\w+ ){{0,4}}?{_PLURAL}\b",
    r"\bwhat (?:all|else)\b",
    r"\b(?:names of|what (?:comes|happens|happened|follows|is|are) next|next steps?|what"
    r" (?:is|was|were) (?:all )?(?:agreed|on the (?:table|agenda)|discussed|included"
    r"|promised|demanded|covered|in it))\b",
    r"\beach of (?:the|these|those)\b",
    r"\bwhat (?:has|have|had) .{2,40}\b(?:done|brokered|hosted|offered|promised|agreed"
    r"|demanded|achieved|announced)\b",
    r"\bwhat is (?:in|part of) (?:it|the)\b",
    r"\bwhat (?:did|does|do|will|would) .{2,60}\b(?:demand|promise|offer|include"
    r"|contain|cover|want|expect|commit to|agree (?:to|on)|change|require|propose)\b(?!"
    r" .*\b(?:when|where)\b)",
)
# A thing that has one value; without a verb it is asked for as such ("brent crude price").
HAS_VALUE = cue(
    r"\b(?:number|amount|price|cost|date|name|tally|count|total|share|percent(?:age)?"
    r"|rate|size|age|length|width|distance|capital|population|deadline|duration|range"
    r"|year|address|votes?|value|exports?|imports?|level)\b",
)
# Asks at all: without one, a short message is keywords.
ASKS = re.compile(
    rf"\b{_WH}\b|^\W*{_AUXILIARY}\b|\b(?:what|who|where|how|when)s\b|\bwat\b", re.IGNORECASE
)
