"""Dates in words: months and weekdays in eight languages, brought to figures.

`4. März 2024`, `lundi 4 mars 2024` and `Mon, Mar 4th, 2024` all become `4 m03 2024` (or `m03 4 2024`): the letter keeps the month
from being taken for a day. No word means two months in these languages, so one table serves them all.
"""

from __future__ import annotations

import re
import unicodedata

from coterie.sql import quote

# Per month: English, German, French, Spanish, Portuguese, Italian, Dutch, Polish; without accents.
MONTHS = (
    "jan(?:uary|uar|v(?:ier)?|eiro|uari)?|jaenner|janner|ene(?:ro)?|gen(?:naio)?|sty(?:cz(?:en|nia)?)?",
    "feb(?:ruary|ruar|rero|braio|ruari)?|fev(?:r(?:ier)?|ereiro)?|lut(?:y|ego)?",
    "mar(?:ch|s|zo|co|zec|ca|t)?|maerz|marz|maer|mrz|maart|mrt",
    "apr(?:il(?:e|is)?)?|avr(?:il)?|abr(?:il)?|kwi(?:ec(?:ien)?|etnia)?",
    "may(?:o)?|mai(?:o)?|mag(?:gio)?|mei|maj(?:a)?",
    "jun(?:e|i|io|ho)?|juin|giu(?:gno)?|cze(?:rw(?:iec|ca)?)?",
    "jul(?:y|i|io|ho)?|juil(?:l(?:et)?)?|lug(?:lio)?|lip(?:iec|ca)?",
    "aug(?:ust(?:us)?)?|aout|ago(?:sto)?|sie(?:rp(?:ien|nia)?)?",
    "sep(?:t(?:ember|embre|iembre)?|tembre)?|set(?:t(?:embre)?|embro|iembre)?|wrz(?:es(?:ien|nia)?)?",
    "oct(?:ober|obre|ubre)?|okt(?:ober)?|out(?:ubro)?|ott(?:obre)?|paz(?:dz(?:iernik(?:a)?)?)?",
    "nov(?:ember|embre|iembre|embro)?|lis(?:t(?:opad(?:a)?)?)?",
    "dec(?:ember|embre)?|dez(?:ember|embro)?|dic(?:iembre|embre)?|gru(?:dzien|dnia|dz)?",
)
DAYS = (
    "mon(?:day)?|tue(?:s(?:day)?)?|wed(?:nesday)?|thu(?:r(?:s(?:day)?)?)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?"
    "|mo(?:ntag)?|di(?:enstag)?|mi(?:ttwoch)?|do(?:nnerstag)?|fr(?:eitag)?|sa(?:mstag)?|so(?:nnabend|nntag)?"
    "|lun(?:di|es|edi)?|mar(?:di|tes|tedi)|mer(?:credi|coledi)?|mie(?:rcoles)?|jeu(?:di)?|jue(?:ves)?|ven(?:dredi|erdi)?|vie(?:rnes)?|sam(?:edi)?"
    "|sab(?:ado|ato)?|dim(?:anche)?|dom(?:ingo|enica)?|gio(?:vedi)?"
    "|(?:segunda|terca|quarta|quinta|sexta)(?:-feira)?|seg|ter|qua|qui|sex"
    "|ma(?:andag)?|di(?:nsdag)?|wo(?:ensdag)?|do(?:nderdag)?|vr(?:ijdag)?|za(?:terdag)?|zo(?:ndag)?"
    "|pon(?:iedzialek)?|wt(?:orek)?|sr(?:oda)?|czw(?:artek)?|pt|piatek|sob(?:ota)?|niedz(?:iela)?|nd"
)
LINKS = "de|del|di|do|da|den|of|the|le|at|um|a las|a|as|alle|ore|om|o|uhr|godz"
LETTERS = str.maketrans({"ł": "l", "Ł": "l"})
A_MONTH = re.compile(rf"(?<![a-z])(?:{'|'.join(MONTHS)})(?![a-z])")
A_DAY = re.compile(rf"^(?:{DAYS})[.]?,? +(?=\S)")
HALF_DAY = re.compile(r"[ap][. ]+m\b")


def in_words(text: str) -> bool:
    """Whether a text has a month or a weekday in words, or a half of the day with points, that engines do not read themselves.

    >>> in_words("4. März 2024"), in_words("Mo, 04.03.2024"), in_words("04.03.2024 3:30 p. m."), in_words("04.03.2024")
    (True, True, True, False)
    """
    plain = _plain(text)
    return bool(A_MONTH.search(plain) or A_DAY.search(plain) or HALF_DAY.search(plain))


def _plain(text: str) -> str:
    """Small letters without accents."""
    bare = unicodedata.normalize("NFKD", text.casefold().translate(LETTERS))
    return "".join(c for c in bare if not unicodedata.combining(c))


def figures(cell: str) -> str:
    """SQL for a date in words as one in figures, with the month as m01 to m12."""
    plain = f"trim(replace(strip_accents(lower({cell})), 'ł', 'l'))"
    plain = _replaced(plain, rf"^(?:{DAYS})[.]?,? +", "")
    plain = _replaced(plain, r"([ap])[. ]*m\b[.]?", r"\1m")
    for number, month in enumerate(MONTHS, 1):
        plain = _replaced(plain, rf"(^|[^a-z])(?:{month})[.]?([^a-z]|$)", rf"\1 m{number:02} \2")
    plain = _replaced(plain, rf"\b(?:{LINKS})\b|\br[.]?(?: |$)", " ", "g")
    plain = _replaced(plain, r"\b(\d{1,2})(?:st|nd|rd|th|er|ste|e|[ºª°.])([ ,]|$)", r"\1\2", "g")
    plain = _replaced(plain, r"[-/., ]*(m[01][0-9])[-/., ]*", r" \1 ")
    plain = _replaced(plain, r"^ *(m[01][0-9] [0-9]{1,2})[-/., ]+([0-9]{2,4})\b", r"\1 \2")
    return f"trim({_replaced(plain, '[, ]+', ' ', 'g')})"


def _replaced(text: str, pattern: str, by: str, options: str = "") -> str:
    """SQL that replaces a pattern."""
    return f"regexp_replace({text}, {quote.text(pattern)}, {quote.text(by)}{f', {quote.text(options)}' if options else ''})"
