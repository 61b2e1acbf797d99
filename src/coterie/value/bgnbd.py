"""BG/NBD: orders at a steady rate, and a coin after each repeat order whether to stop (Fader, Hardie and Lee, 2005)."""

from coterie.value._coins import Coins


class BetaGeometric(Coins):
    """Nobody stops after the first order: whoever ordered once counts as active for certain."""

    title = "BG/NBD"
    at_once = False
    certain = True


MEMBER = BetaGeometric()
