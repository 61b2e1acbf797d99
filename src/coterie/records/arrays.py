"""The two kinds of array that records hold; imported for type checking only, so that records cost no NumPy."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
