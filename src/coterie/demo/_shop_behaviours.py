"""What is planted in the shop: six behaviours that a marketer would recognise."""

from __future__ import annotations

from dataclasses import dataclass

# How much of the year's trade falls on each month; bargain hunters wait for the sales.
SEASON = (0.9, 0.8, 0.9, 1.0, 1.0, 0.9, 0.8, 0.8, 1.0, 1.1, 1.5, 1.6)
SALES = (4.0, 0.5, 0.3, 0.3, 0.3, 0.5, 4.0, 0.5, 0.3, 0.3, 4.0, 0.6)


@dataclass(frozen=True)
class Behaviour:
    """How customers of one kind behave.

    `joined` and `left` are the windows of days in which the first order lies and the active time ends. `orders` is the
    mean number of further orders in 30 active days, `lines` that of further lines in an order, `quantity` that of
    further pieces in a line. `taste` is how much each category is liked, `off` the range of discounts, `returns` the share of
    lines that are cancelled.
    """

    sentence: str
    share: float
    joined: tuple[int, int]
    left: tuple[int, int]
    orders: float
    lines: float
    quantity: float
    taste: tuple[float, ...]
    off: tuple[float, float] = (0.0, 0.1)
    in_sales: bool = False
    returns: float = 0.005
    age: float = 45
    female: float = 0.55


BEHAVIOURS = {
    "champions": Behaviour(
        "They buy often, bought just now, and spend the most.",
        share=0.10,
        joined=(0, 150),
        left=(722, 731),
        orders=1.6,
        lines=3.5,
        quantity=1.2,
        taste=(3, 3, 2, 2, 3, 0.7, 0.5),
        age=48,
        female=0.75,
    ),
    "loyal, small baskets": Behaviour(
        "They come back every few weeks for one or two cheap things.",
        share=0.22,
        joined=(0, 200),
        left=(715, 731),
        orders=1.1,
        lines=0.5,
        quantity=0.3,
        taste=(3, 4, 1, 2, 1, 0, 0),
        age=58,
        female=0.85,
    ),
    "rare, big tickets": Behaviour(
        "They buy a few times in two years, but furniture and electronics.",
        share=0.12,
        joined=(0, 200),
        left=(660, 731),
        orders=0.18,
        lines=0.6,
        quantity=0.3,
        taste=(0, 0, 0, 0, 0, 6, 3),
        age=50,
        returns=0.02,
        female=0.2,
    ),
    "bargain hunters": Behaviour(
        "They buy now and then, in the sales, what is cheap, and send some of it back.",
        share=0.22,
        joined=(0, 150),
        left=(708, 731),
        orders=0.26,
        lines=1.6,
        quantity=1.2,
        taste=(3, 4, 1, 3, 1, 0, 0),
        off=(0.3, 0.6),
        in_sales=True,
        age=30,
        returns=0.1,
        female=0.6,
    ),
    "new": Behaviour(
        "Their first order is at most two months old.",
        share=0.14,
        joined=(672, 727),
        left=(729, 731),
        orders=0.5,
        lines=1.5,
        quantity=0.5,
        taste=(2, 2, 2, 2, 2, 0.3, 0.3),
        age=27,
        female=0.5,
    ),
    "lapsed": Behaviour(
        "They bought regularly for some months, then stopped a year ago.",
        share=0.20,
        joined=(0, 90),
        left=(230, 330),
        orders=0.85,
        lines=1.6,
        quantity=0.6,
        taste=(3, 3, 1, 2, 1.5, 0.05, 0.05),
        age=42,
        female=0.4,
    ),
}
