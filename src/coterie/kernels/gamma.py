"""The gamma function and its kin for arrays; SciPy's cost a third of a second to import, a tenth of a small run."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from coterie.records import Floats, Integers

SHIFT = 8  # from here on, the asymptotic series are exact to twelve digits
CLOSE, TINY, MOST = 1e-7, 1e-300, 400


def log_gamma(z: Floats) -> Floats:
    """The logarithm of the gamma function, for numbers above 0.

    >>> np.exp(log_gamma(np.array([1.0, 5.0]))).round(9).tolist()
    [1.0, 24.0]
    """
    far, product = z + SHIFT, z
    for step in range(1, SHIFT):
        product = product * (z + step)
    square = far * far
    series = (1 / 12 - (1 / 360 - (1 / 1260 - 1 / (1680 * square)) / square) / square) / far
    found: Floats = (far - 0.5) * np.log(far) - far + 0.5 * np.log(2 * np.pi) + series - np.log(product)
    return found


def digamma(z: Floats) -> Floats:
    """The slope of `log_gamma`.

    >>> digamma(np.array([1.0])).round(9).tolist()
    [-0.577215665]
    """
    far, below = z + SHIFT, 1 / z
    for step in range(1, SHIFT):
        below = below + 1 / (z + step)
    square = far * far
    series = (1 / 12 - (1 / 120 - (1 / 252 - 1 / (240 * square)) / square) / square) / square
    found: Floats = np.log(far) - 0.5 / far - series - below
    return found


def rising(start: float, counts: Integers) -> tuple[Floats, Floats]:
    """The logarithm of start · (start + 1) · … with so many factors, and its slope in `start`; exact, as counts are whole.

    >>> np.exp(rising(2.0, np.array([0, 3]))[0]).round(9).tolist()
    [1.0, 24.0]
    """
    factors = start + np.arange(int(counts.max(initial=0)))
    logarithms = np.concatenate([[0.0], np.cumsum(np.log(factors))])
    slopes = np.concatenate([[0.0], np.cumsum(1 / factors)])
    return logarithms[counts], slopes[counts]


def log_beta(a: Floats, b: Floats) -> Floats:
    """The logarithm of the beta function.

    >>> np.exp(log_beta(np.array([2.0]), np.array([3.0]))).round(9).tolist()
    [0.083333333]
    """
    return log_gamma(a) + log_gamma(b) - log_gamma(a + b)


def prime_share(x: Floats, a: Floats, b: Floats, norm: Floats) -> tuple[Floats, Floats]:
    """The share of a beta prime distribution that lies below x, by a continued fraction, and its slope in the logarithm of x.

    `norm` is the logarithm of the beta function of the shapes a and b.

    >>> a, b = np.array([3.0, 1.0]), np.array([3.0, 1.0])
    >>> prime_share(np.array([1.0, 3.0]), a, b, log_beta(a, b))[0].round(6).tolist()
    [0.5, 0.75]
    """
    slope = np.exp(a * np.log(x) - (a + b) * np.log1p(x) - norm)
    part = x / (1 + x)
    above = part > (a + 1) / (a + b + 2)
    near = np.where(above, 1 - part, part), np.where(above, b, a), np.where(above, a, b)
    share = np.clip(slope / near[1] * _fraction(*near), 0.0, 1.0)
    return np.where(above, 1 - share, share), slope


def _fraction(x: Floats, a: Floats, b: Floats) -> Floats:
    """The continued fraction of the incomplete beta function, from the front (Lentz)."""
    c = np.ones_like(x)
    d = 1 / _not_zero(1 - (a + b) * x / (a + 1))
    found = d
    for m in range(1, MOST):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        for step in (even, odd):
            d = 1 / _not_zero(1 + step * d)
            c = _not_zero(1 + step / c)
            found = found * c * d
        if np.abs(c * d - 1).max(initial=0.0) < CLOSE:
            break
    return found


def _not_zero(value: Floats) -> Floats:
    """Numbers that can be divided by."""
    return np.where(np.abs(value) < TINY, TINY, value)
