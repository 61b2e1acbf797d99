"""A customer list for Google's Customer Match: e-mail, phone and name hashed with SHA-256, country and postal code plain."""

from coterie.activate._destination import hashed, listed

NAME = "regexp_replace(lower({}), '[[:space:]]', '', 'g')"

MEMBER = listed(
    {
        "Email": hashed("_email"),
        "Phone": hashed("_phone"),
        "First Name": hashed(NAME.format("_first")),
        "Last Name": hashed(NAME.format("_last")),
        "Country": "CASE WHEN length(_country) = 2 THEN upper(_country) END",
        "Zip": "_zip",
    },
    *("_email", "_phone"),
    audience=True,
)
