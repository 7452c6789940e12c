"""Hides the loader's modules, so that a DAG file that imports `effects` or `request` gets the team's."""

from __future__ import annotations

import os
import sys

from own import LOADER


def hide_loader() -> None:
    """Remove the loader's modules from the list of imported modules; the loader must have imported all of them."""
    sys.path[:] = [entry for entry in sys.path if os.path.realpath(entry) != LOADER]
    for name, module in list(sys.modules.items()):
        file = getattr(module, "__file__", None)
        if name != "__main__" and file is not None and os.path.realpath(file).startswith(f"{LOADER}{os.sep}"):
            del sys.modules[name]
