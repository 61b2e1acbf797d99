"""Contacts for HubSpot: Email, names, phone, and the segment as properties."""

from coterie.activate._destination import listed

MEMBER = listed(
    {
        "Email": "_email",
        "First Name": "_first",
        "Last Name": "_last",
        "Phone Number": "_phone",
        "Coterie Customer": "customer",
        "Coterie Segment": "name",
        "Coterie Segment ID": "segment",
        "Coterie Confidence": "round(confidence, 3)",
    },
    "_email",
    largest=512_000_000,
)
