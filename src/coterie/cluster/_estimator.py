"""What makes a method a scikit-learn estimator without importing scikit-learn, which takes a second that most runs can save.

The parameters are those of `__init__`, kept as they were given; all else that scikit-learn asks for is imported when it asks.
"""

from __future__ import annotations

import inspect
from numbers import Integral
from typing import TYPE_CHECKING, Any, ClassVar, Self

if TYPE_CHECKING:
    from coterie.records import Floats

LARGEST = 1e140  # the squares of larger numbers, summed up, are none


class Estimator:
    """Parameters, tags and checked input, as scikit-learn's own estimators have them.

    `counts` are the parameters that must be whole numbers of at least 1.
    """

    counts: ClassVar[tuple[str, ...]] = ()

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

    def _check_counts(self) -> None:
        """Refuse a count that is none."""
        for name in self.counts:
            value = getattr(self, name)
            if not isinstance(value, Integral) or isinstance(value, bool) or value < 1:
                raise ValueError(f"The parameter {name} of {type(self).__name__} must be a whole number, at least 1, and is {value!r}.")

    def _checked(self, X: Any, sample_weight: Any) -> tuple[Floats, Floats]:
        """What a user gives to `fit`: finite numbers in rows and columns, and a weight for each row."""
        from sklearn.utils.validation import _check_sample_weight, validate_data

        self._check_counts()
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
