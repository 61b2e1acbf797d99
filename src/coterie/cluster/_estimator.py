"""What makes a method a scikit-learn estimator without importing scikit-learn, which takes a second that most runs can save.

The parameters are those of `__init__`, kept as they were given; all else that scikit-learn asks for is imported when it asks.
"""

from __future__ import annotations

import inspect
import math
from dataclasses import dataclass
from numbers import Integral, Real
from typing import TYPE_CHECKING, Any, ClassVar, Self

from coterie.errors import InputError, did_you_mean

if TYPE_CHECKING:
    from coterie.records import Floats

LARGEST = 1e140  # the squares of larger numbers, summed up, are none


@dataclass(frozen=True)
class Setting:
    """A parameter as data: what it means, and what it may be. Its default stands in `__init__`.

    `whole` numbers only; `least` and `most` (itself too, unless `above`); `found` says that None finds it in the data.
    """

    name: str
    sentence: str
    whole: bool = False
    least: float | None = None
    most: float | None = None
    above: bool = False
    found: bool = False

    @property
    def may_be(self) -> str:
        """What it may be, in words.

        >>> Setting("eps", "The radius.", least=0, above=True, found=True).may_be
        'a number, more than 0, or None'
        """
        words = ["a whole number" if self.whole else "a number"]
        words += [f"{'more than' if self.above else 'at least'} {self.least:g}"] if self.least is not None else []
        words += [f"at most {self.most:g}"] if self.most is not None else []
        return ", ".join([*words, *(["or None"] if self.found else [])])

    def fits(self, value: Any) -> bool:
        """Whether it may be this."""
        if value is None:
            return self.found
        if not isinstance(value, Integral if self.whole else Real) or isinstance(value, bool) or math.isnan(number := float(value)):
            return False
        enough = self.least is None or (number > self.least if self.above else number >= self.least)
        return enough and (self.most is None or number <= self.most)

    def read(self, text: Any) -> Any:
        """The value that a text of the command line says; what is no such text stays as it is.

        >>> Setting("eps", "The radius.").read("0.5"), Setting("least", "The fewest.", whole=True).read("7")
        (0.5, 7)
        """
        try:
            return (int if self.whole else float)(text) if isinstance(text, str) else text
        except ValueError:
            return text


K = Setting("n_clusters", "How many groups to make; in a run, `--k` says it.", whole=True, least=1)
STARTS = Setting("n_init", "Random starts, of which the best counts; in a run, `--starts` says it.", whole=True, least=1)


class Estimator:
    """Parameters, tags and checked input, as scikit-learn's own estimators have them. `settings` says what each parameter is."""

    settings: ClassVar[tuple[Setting, ...]] = ()

    @classmethod
    def _defaults(cls) -> dict[str, Any]:
        """The parameters' names, with their defaults."""
        return {name: p.default for name, p in inspect.signature(cls).parameters.items()}

    def get_params(self, deep: bool = True) -> dict[str, Any]:
        """The parameters, by name; none holds an estimator, so `deep` changes nothing."""
        return {name: getattr(self, name) for name in self._defaults()}

    def set_params(self, **params: Any) -> Self:
        """Set parameters by name."""
        for name, value in params.items():
            if name not in self._defaults():
                known = ", ".join(self._defaults())
                raise ValueError(f"{type(self).__name__} has no parameter {name!r}; it has: {known}.")
            setattr(self, name, value)
        return self

    def __repr__(self) -> str:
        given = {name: value for name, value in self.get_params().items() if repr(value) != repr(self._defaults()[name])}
        return f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in given.items())})"

    def __sklearn_tags__(self) -> Any:
        from sklearn.utils import InputTags, Tags, TargetTags

        return Tags(estimator_type="clusterer", target_tags=TargetTags(required=False), input_tags=InputTags())

    @classmethod
    def given(cls, method: str, values: dict[str, Any]) -> dict[str, Any]:
        """Parameters that a plan gives for the method, each as it should be; refused where one is unknown or cannot be that."""
        known = {each.name: each for each in cls.settings if each not in (K, STARTS)}
        for name, value in values.items():
            if name not in known:
                remedy = did_you_mean(name, known) if known else ""
                raise InputError("unknown-parameter", f"The method '{method}' has no parameter '{name}'", remedy=remedy)
            if not known[name].fits(known[name].read(value)):
                fact = f"The parameter {method}.{name} is {value!r}, but it must be {known[name].may_be}"
                raise InputError("bad-parameter", fact, remedy=known[name].sentence)
        return {name: known[name].read(value) for name, value in values.items()}

    def _check_settings(self) -> None:
        """Refuse a parameter that cannot be."""
        for each in self.settings:
            value = getattr(self, each.name)
            if not each.fits(value):
                raise ValueError(f"The parameter {each.name} of {type(self).__name__} must be {each.may_be}, and is {value!r}.")

    def _checked(self, X: Any, sample_weight: Any) -> tuple[Floats, Floats]:
        """What a user gives to `fit`: finite numbers in rows and columns, and a weight for each row."""
        from sklearn.utils.validation import _check_sample_weight, validate_data

        self._check_settings()
        rows: Floats = validate_data(self, X, dtype="float64")
        if abs(rows).max() > LARGEST:
            raise ValueError(f"Distances cannot be computed beyond {LARGEST:g}, and X holds {abs(rows).max():g}: scale it first.")
        weight: Floats = _check_sample_weight(sample_weight, rows, dtype="float64", ensure_non_negative=True)
        return rows, weight

    def _checked_anew(self, X: Any) -> Floats:
        """What a user gives to `predict`: the columns that were fitted."""
        from sklearn.utils.validation import check_is_fitted, validate_data

        check_is_fitted(self)
        rows: Floats = validate_data(self, X, reset=False, dtype="float64")
        return rows
