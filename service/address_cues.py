"""Surface cues of messages to the program itself: greetings, thanks, orders, other tasks.

English patterns. Courtesies and questions about the program are matched against the whole
message, so that "hi, who led the talks?" stays a question.
"""

from service.question_cues import cue

GREETING = cue(
    r"\W*(?:hi|hello|hey|hiya|yo|greetings|salaa?m|good (?:morning|afternoon|evening|day"
    r"|night))(?:\W+(?:hi|hello|hey|there|all|again|muscat|everyone|how are you|how do"
    r" you do|how's it going|what's up|nice to meet you))*\W*",
    r"\W*(?:how are you|how's it going|what's up|sup)\b[^?]{0,20}\W*",
)
THANKS = cue(
    r"\W*(?:(?:ok|okay|great|cool|nice|perfect|good|wow|yes|no)\W+)?(?:thanks?|thank you"
    r"|thx|ty|cheers|much appreciated|good (?:answer|job|bot)|well done|that(?:'s| is|"
    r" was) (?:all|helpful|great)|awesome|ok|okay|got it|i see|understood|great|cool|nice"
    r"|perfect)(?:\W+(?:you|so|very|much|a|lot|all|again|for|your|the|help|that|this|now"
    r"|muscat|bye))*\W*",
)
GOODBYE = cue(
    r"\W*(?:(?:thanks?|thank you|ok|okay)\W+)?(?:bye(?: ?bye)?|good ?bye|see (?:you|ya)"
    r"|farewell|cya|have a (?:nice|good|great) (?:day|evening|night|one|weekend)|that's"
    r" all(?: for now)?)(?:\W+(?:bye|for now|later|soon|tomorrow|then|muscat))*\W*",
)
ABOUT_PROGRAM = cue(
    r"\W*(?:(?:who|what) (?:are|r) (?:you|u)\b.*|what(?:'s| is) your name|are you (?:an?"
    r" )?(?:ai|bot|robot|human|real|person|chatgpt|llm|language model|machine)\b.*|what"
    r" can (?:you|i) (?:do|ask|help)\b.*|how (?:do|can) (?:you|i) (?:work|use (?:you"
    r"|this))\b.*|(?:help|help me|help please|what is this|what do you do|what is muscat"
    r"|who made you)(?: please| pls)?)\W*",
)
COMMAND = cue(
    r"(?:^\W*|[.!?;,:]\s*|\b(?:please|now|and|then|must|to)\s+)(?:ignore|disregard|forget"
    r"|override|bypass|break|drop|violate)\s+(?:\w+\s+){0,3}?(?:your|previous|prior"
    r"|above|earlier|preceding|all|any|system)\s+(?:\w+\s+){0,3}?(?:instructions?"
    r"|rules?|prompts?|guidelines?|restrictions?|directions?|training|limits|filters?"
    r"|orders|messages?)\b",
    r"\b(?:your|the|hidden|initial)\s+(?:system|hidden|secret|initial|developer)\s+"
    r"(?:prompt|message|instructions?)\b",
    r"\byour (?:prompt|instructions|rules|source code|training data|api key|password)\b",
    r"^\W*you are now\b",
    r"\b(?:pretend|imagine) (?:to be|(?:that )?you(?:'re| are| have))\b",
    r"^\W*act (?:as|like)\b",
    r"\b(?:jailbreak|developer mode|do anything now|sudo)\b",
    r"\brepeat (?:everything|the (?:words|text)) above\b",
    r"</?(?:system|script|user|assistant)\b",
    r"\b(?:select|insert|delete|drop|union)\b.{1,40}\b(?:from|into|table)\b.*(?:;|--)",
)
TASK = cue(
    r"^\W*(?:write|compose|draft|translate|paraphrase|rewrite|calculate|compute|solve"
    r"|program|code|draw|paint|sing|play|book|order(?! of\b)|buy|call|email|remind|generate|invent"
    r"|roleplay)\b",
    r"\b(?:tell|give|make|write|sing|show) (?:me |us )?(?:a|an|some|another) (?:\w+ )?"
    r"(?:jokes?|poems?|recipes?|songs?|stor(?:y|ies) about|haikus?|essays?|limericks?"
    r"|riddles?|scripts?|emails?|advice|(?:pictures?|images?)(?! of the\b)|tips?)\b",
    r"^\W*what(?:'s| is) (?:the )?(?:weather|time)(?: (?:like|now|today|is it"
    r"|in)\b.*)?\W*$",
    r"^\W*what time is it\b",
    r"^\W*what(?:'s| is) \d+ ?[-+*/x] ?\d+",
)
