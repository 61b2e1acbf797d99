"""A list for Mailchimp: Email Address, names, and the segment as a tag."""

from coterie.activate._destination import listed

MEMBER = listed(
    {
        "Email Address": "_email",
        "First Name": "_first",
        "Last Name": "_last",
        "Phone Number": "_phone",
        # a comma would make two tags of one, and a tag has at most 100 characters
        "Tags": "left(replace(name, ',', ' '), 100)",
        "Coterie Segment ID": "segment",
    },
    "_email",
)
