"""What lies below an address that is allowed, and what only looks like it."""

from __future__ import annotations

import pytest

from coterie.web.addresses import below

FOLDER, HOST, BASE = "https://shop.example/out/", "https://shop.example", "postgresql://db.shop.example/crm"
CASES = [
    ("https://shop.example/out/a.csv", FOLDER, True),
    ("https://SHOP.example:443/out/a.csv?x=1", FOLDER, True),
    ("https://user:secret@shop.example/out/a.csv", FOLDER, True),
    ("https://shop.example/anything", HOST, True),
    ("https://shop.example/a?host=1", HOST, True),
    ("https://shop.example", HOST, True),
    (BASE, BASE, True),
    ("postgresql://me:secret@db.shop.example/crm?sslmode=require", BASE, True),
    ("s3://bucket/a/b.parquet", "s3://bucket/a", True),
    ("https://shop.example.evil.example/", HOST, False),
    ("https://shop.example@evil.example/", HOST, False),
    ("https://evil.example/https://shop.example/", HOST, False),
    ("https://shop.example\\@evil.example/", HOST, False),
    ("https://shop.example:8443/out/a.csv", FOLDER, False),
    ("http://shop.example/out/a.csv", FOLDER, False),
    ("https://shop.example/outer", "https://shop.example/out", False),
    ("https://shop.example/out/../secret", FOLDER, False),
    ("https://shop.example/out/%2e%2e/secret", FOLDER, False),
    ("https://shop.example/out/%252e%252e/secret", FOLDER, False),
    ("https://shop.example/out/ a", FOLDER, False),
    ("https://[broken/", HOST, False),
    ("s3://bucket-of-others/a", "s3://bucket", False),
    ("postgresql://db.shop.example/crm?host=evil.example", BASE, False),
    ("postgresql://db.shop.example,evil.example/crm", BASE, False),
    ("postgresql://db.shop.example/other", BASE, False),
    ("postgresql:///crm?hostaddr=10.0.0.1", BASE, False),
    ("", HOST, False),
]


@pytest.mark.parametrize(("address", "start", "is_below"), CASES)
def test_an_address_is_below_another_or_not(address: str, start: str, is_below: bool) -> None:
    assert below(address, start) is is_below
