"""Coterie: customer segments you can act on, from raw orders.

>>> import coterie
>>> coterie.Plan().k
(2, 10)
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from coterie.effects import effect
    from coterie.errors import CoterieError, InputError, SurroundingsError
    from coterie.forgetting import forget
    from coterie.looking import Look, look
    from coterie.plan import Plan
    from coterie.segmentation import Segmentation, load, segment
    from coterie.store import promote, prune, runs

__all__ = [
    "CoterieError",
    "InputError",
    "Look",
    "Plan",
    "Segmentation",
    "SurroundingsError",
    "effect",
    "forget",
    "load",
    "look",
    "promote",
    "prune",
    "runs",
    "segment",
]

_HOME = {
    "segment": "segmentation",
    "load": "segmentation",
    "Segmentation": "segmentation",
    "forget": "forgetting",
    "look": "looking",
    "Look": "looking",
    "effect": "effects",
    "runs": "store",
    "promote": "store",
    "prune": "store",
    "Plan": "plan",
    "CoterieError": "errors",
    "InputError": "errors",
    "SurroundingsError": "errors",
}


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used, so that `import coterie` stays light."""
    if name not in _HOME:
        raise AttributeError(f"module 'coterie' has no attribute {name!r}")
    return getattr(importlib.import_module(f"coterie.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    """The public names."""
    return [*__all__, "__version__"]
