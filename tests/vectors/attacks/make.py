# ruff: noqa: INP001 - a script, beside what it makes
"""Makes the vectors of this folder anew: ``python tests/vectors/attacks/make.py``.

They come out byte for byte the same, as `tests/verifier/test_attacks.py` sees to.
"""

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent.parent))

if __name__ == "__main__":
    from tampered.vectors import make  # its folder is found only now

    make(HERE)
