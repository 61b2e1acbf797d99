"""A list for Klaviyo: Email first, Phone Number, names, and the segment as properties of the profile."""

from coterie.activate._destination import listed

MEMBER = listed(
    {
        "Email": "_email",
        "Phone Number": "_phone",
        "First Name": "_first",
        "Last Name": "_last",
        "Coterie Customer": "customer",
        "Coterie Segment": "name",
        "Coterie Segment ID": "segment",
        "Coterie Confidence": "round(confidence, 3)",
    },
    *("_email", "_phone"),
    largest=50_000_000,
)
