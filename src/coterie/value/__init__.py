"""What customers are worth from here on: who is still active, how much they will order and spend."""

from coterie.value._value import value

__all__ = ["value"]
