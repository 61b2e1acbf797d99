"""Values of a category in several spellings are one, and no two values that mean different things."""

from __future__ import annotations

import random
from collections import Counter

import pytest

import coterie
from coterie.clean import clean
from coterie.clean._spellings import mended
from coterie.plan import Plan
from coterie.records import Feature, Model, Parameter, SpaceModel

# values, each as often as it stands there; those that become another one
CASES = {
    "case and white space": (
        ["Rome", "Rome", "rome", "ROME", "New  York", "New York", "New York"],
        {"rome": "Rome", "ROME": "Rome", "New  York": "New York"},
    ),
    "as often: the first as a text": (["rome", "Rome"], {"rome": "Rome"}),
    "not what only looks alike": (["Rome", "Roma", "Rom"], {}),
    "letters and words": (["M", "M", "male", "Male", "F", "female"], {"male": "M", "Male": "M", "female": "F"}),
    "with cells that say nothing": (["m", "f", "f", "Female", "unknown", "n/a"], {"Female": "f"}),
    "German": (["m", "w", "w", "d", "weiblich", "Divers", "divers"], {"weiblich": "w", "d": "Divers", "divers": "Divers"}),
    "Spanish, where M is a woman": (["H", "H", "M", "M", "Hombre", "mujer"], {"Hombre": "H", "mujer": "M"}),
    "French": (["H", "F", "F", "femme"], {"femme": "F"}),
    "yes and no": (
        ["yes", "yes", "Y", "1", "no", "no", "No", "false", "0"],
        {"Y": "yes", "1": "yes", "No": "no", "false": "no", "0": "no"},
    ),
    "sizes are no sexes": (["S", "M", "L", "male"], {}),
    "letters alone": (["M", "F", "D", "S"], {}),
    "marital": (["S", "M", "M", "married", "D", "Single"], {"married": "M", "Single": "S"}),
    "two ways to read it": (["m", "d", "x"], {}),
    "codes": (["A1", "A2", "a1"], {"a1": "A1"}),
    "one value that is no such word": (["M", "male", "F", "company"], {}),
}


@pytest.mark.parametrize("case", CASES)
def test_which_values_are_one(case) -> None:
    values, expected = CASES[case]
    assert mended(Counter(values)) == expected


@pytest.mark.parametrize(
    ("values", "known", "expected"),
    [
        (["male", "M"], ["Male", "Female"], {"male": "Male", "M": "Male"}),
        (["male"], ["M"], {"male": "M"}),
        (["Rome", "Rome", "ROME"], ["ROME"], {"Rome": "ROME"}),
        (["M", "male"], ["M", "male"], {}),
        (["M", "L"], ["male", "female"], {}),
        (["Oslo"], ["Rome"], {}),
    ],
)
def test_what_a_model_knows_decides(values, known, expected) -> None:
    assert mended(Counter(values), known) == expected


ROWS = ["A|Male |Rome", "B|M|rome", "C|male|Rome", "D|F|Oslo", "E|male|Rome", "F|-|Rome"]
NOTES = (
    "sex: 2 cells with 2 other spellings of a value, such as 'M', count as that value, 'male'.",
    "city: 1 cell with 1 other spelling of a value, such as 'rome', counts as that value, 'Rome'.",
)


def test_the_customers_have_one_spelling_and_a_note_says_so(engine, customers_of) -> None:
    for seed in range(3):
        rows = random.Random(seed).sample(ROWS, len(ROWS))
        cleaned = clean(engine, Plan(), customers_of("id=customer sex city", rows), None)
        found = engine.rows(f"SELECT sex, city FROM {cleaned.customers} ORDER BY customer")
        assert found == [("male", "Rome"), ("male", "Rome"), ("male", "Rome"), ("F", "Oslo"), ("male", "Rome"), (None, "Rome")]
        assert cleaned.ledger.notes == NOTES
        assert cleaned.ledger.would == ()


def test_off_it_says_what_it_would_have_done(engine, customers_of) -> None:
    cleaned = clean(engine, Plan(rules={"mended-category": "off"}), customers_of("id=customer sex city", ROWS), None)
    assert engine.rows(f"SELECT DISTINCT sex FROM {cleaned.customers} ORDER BY 1 NULLS LAST") == [
        ("F",),
        ("M",),
        ("Male",),
        ("male",),
        (None,),
    ]
    assert cleaned.ledger.notes == ()
    assert [(line.title, line.table, line.fate, line.rows) for line in cleaned.ledger.would] == [
        ("Value in another spelling: sex", "customers", "used", 2),
        ("Value in another spelling: city", "customers", "used", 1),
    ]
    assert cleaned.ledger.total("customers", "used") == 6


def test_with_a_model_the_spelling_is_the_model_s(engine, customers_of) -> None:
    space = SpaceModel((Parameter("sex", "category", levels=("", "Female", "M", "(other)"), other=True),), ("sex",))
    feature = Feature("sex", "Sex", "", "", "", "category", "attribute", sql='"sex"')
    model = Model((feature,), (), space, "kmeans", 2, None, None, True)
    cleaned = clean(engine, Plan(), customers_of("id=customer sex city", ROWS), model)
    assert engine.rows(f"SELECT DISTINCT sex FROM {cleaned.customers} ORDER BY 1 NULLS LAST") == [("Female",), ("M",), (None,)]


LINES = ["A|2024-01-01|5|Web|DE", "B|2024-01-02|6|web|de", "C|2024-01-03|7|WEB |DE", "D|2024-01-04|8|Shop|FR", "E|2024-01-05|9|Web|"]
HEAD = "id=customer day=time paid=amount channel=channel country=country"


@pytest.mark.parametrize(
    "where, used, said",
    [
        (None, 5, ("channel: 2 cells with 2 other spellings of a value, such as 'WEB', count as that value, 'Web'.",)),
        ("channel = 'Web'", 4, ("channel: 2 cells with 2 other spellings of a value, such as 'WEB', count as that value, 'Web'.",)),
        ("channel = 'WEB'", 4, ("channel: 3 cells with 2 other spellings of a value, such as 'Web', count as that value, 'WEB'.",)),
        ("channel = 'Web' AND country = 'de'", 3, ("channel: 2 cells", "country: 2 cells")),
        ("channel IN ('web', 'Web')", 4, ("channel: 1 cell",)),
    ],
)
def test_a_condition_means_every_spelling_of_what_it_names(engine, orders_of, where, used, said) -> None:
    cleaned = clean(engine, Plan(where=where), orders_of(HEAD, LINES), None)
    assert cleaned.ledger.total("orders", "used") == used
    notes = [note for note in cleaned.ledger.notes if " spelling" in note]
    expected = [*said, *([] if "country" in str(where) else ["country: 1 cell with 1 other spelling of a value, such as 'de'"])]
    assert len(notes) == len(expected) and all(map(str.startswith, notes, expected))


def test_spellings_of_orders_are_told_where_the_rule_is_off(engine, orders_of) -> None:
    plan = Plan(where="channel = 'Web'", rules={"mended-category": "off"})
    cleaned = clean(engine, plan, orders_of(HEAD, LINES), None)
    assert cleaned.ledger.total("orders", "used") == 2
    assert [(line.title, line.table, line.rows) for line in cleaned.ledger.would] == [
        ("Value in another spelling: channel", "orders", 2),
        ("Value in another spelling: country", "orders", 1),
    ]


def test_a_column_of_very_many_values_is_no_category(engine, orders_of) -> None:
    rows = [f"c{n}|2024-01-01|5|{'x' if n % 2 else 'X'}{n // 2}|DE" for n in range(2100)]
    assert clean(engine, Plan(), orders_of(HEAD, rows), None).ledger.notes == (
        "There is no order id: the lines of a customer at one moment are one order.",
    )


def test_scores_do_not_depend_on_the_spelling(tmp_path) -> None:
    rows = [(f"c{n:03}", 20 + n % 50, "male" if n % 2 else "female", 100 * (n % 2) + n % 9) for n in range(120)]

    def write(name: str, words: dict[str, str]) -> str:
        lines = [f"{who},{age},{words[sex]},{income}" for who, age, sex, income in rows]
        (tmp_path / name).write_text("\n".join(["customer_id,age,gender,income", *lines]) + "\n")
        return str(tmp_path / name)

    result = coterie.segment(write("fit.csv", {"male": "male", "female": "female"}), k=3, method="kmeans")
    same = result.score(write("same.csv", {"male": "male", "female": "female"}))
    other = result.score(write("other.csv", {"male": "M", "female": " Female"}))
    assert list(same.segment) == list(other.segment)
    assert list(same.confidence) == list(other.confidence)
