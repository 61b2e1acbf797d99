"""How much more often a group does something than everyone, with a bound that many looks at once do not push above one by chance."""

from __future__ import annotations

from statistics import NormalDist

LEAST = 20  # of fewer who did it, nothing is said
LEVEL = 0.05  # how often anything at all is found where there is nothing, at most


def lift_bound(did: int, group: int, all_did: int, everyone: int, looks: int) -> tuple[float, float]:
    """The group's share over everyone's share, and its lower bound (Wilson's for the group's share) with so many looks at once.

    The group is a part of everyone, so that its share strays less from theirs than that of strangers would: the bound is cautious.

    >>> lift, low = lift_bound(60, 100, 200, 1000, looks=50)
    >>> lift, round(low, 2)
    (3.0, 2.23)
    """
    z, share, overall = NormalDist().inv_cdf(1 - LEVEL / looks), did / group, all_did / everyone
    middle = share + z * z / (2 * group)
    half = z * ((share * (1 - share) + z * z / (4 * group)) / group) ** 0.5
    return did * everyone / (group * all_did), max(0.0, (middle - half) / (1 + z * z / group)) / overall


def stands_out(did: int, group: int, all_did: int, everyone: int, looks: int) -> bool:
    """Whether a group does it more often than everyone beyond doubt.

    >>> stands_out(60, 100, 200, 1000, looks=50), stands_out(5, 6, 10, 1000, looks=1)
    (True, False)
    """
    return did >= LEAST and lift_bound(did, group, all_did, everyone, looks)[1] > 1
