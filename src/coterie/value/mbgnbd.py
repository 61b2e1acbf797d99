"""MBG/NBD: as BG/NBD, but some stop right after their first order (Batislam, Denizel and Filiztekin, 2007)."""

from coterie.value._coins import Coins


class ModifiedBetaGeometric(Coins):
    """A coin is tossed after every order, the first among them."""

    title = "MBG/NBD"
    at_once = True


MEMBER = ModifiedBetaGeometric()
