"""A customer list for an audience of Meta: e-mail, phone and name, each normalised and hashed with SHA-256."""

from coterie.activate._destination import hashed, listed

LETTERS = r"regexp_replace(lower({}), '[^\p{{L}}]', '', 'g')"

MEMBER = listed(
    {
        "email": hashed("_email"),
        "phone": hashed("ltrim(_phone, '+')"),
        "fn": hashed(LETTERS.format("_first")),
        "ln": hashed(LETTERS.format("_last")),
        "zip": hashed("regexp_replace(lower(_zip), '[ -]', '', 'g')"),
        "country": hashed("CASE WHEN length(_country) = 2 THEN lower(_country) END"),
    },
    *("_email", "_phone"),
    audience=True,
)
