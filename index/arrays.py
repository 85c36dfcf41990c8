"""Names for the arrays that travel between the modules of ``index``.

Shapes stand in the docstrings of the functions that take or return them, since numpy's
types cannot say them. Nothing is computed here.
"""

from typing import TypeAlias

import numpy as np
import numpy.typing as npt

FloatMatrix: TypeAlias = npt.NDArray[np.float32]
"""``(n, d)`` float32; rows are vectors of unit length unless said otherwise."""

FloatVector: TypeAlias = npt.NDArray[np.float32]
"""``(d,)`` or ``(n,)`` float32."""

IntVector: TypeAlias = npt.NDArray[np.int64]
"""``(n,)`` int64: rows of the index, or ``(n, 2)`` where a function says spans."""
