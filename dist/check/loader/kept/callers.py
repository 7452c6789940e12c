"""Finds whose code reads something, and whether a path belongs to the team, a library or the system."""

from __future__ import annotations

import os
import sys
import sysconfig
from importlib.util import source_from_cache
from types import FrameType

from own import LOADER

OBSERVERS = tuple(
    os.path.join(LOADER, *module.split("/"))
    for module in (
        "effects/effects.py",
        "effects/frames.py",
        "effects/imports.py",
        "kept/clock.py",
        "kept/reads.py",
        "kept/unrecorded.py",
        "own.py",
        "process/state.py",
    )
)
"""Modules whose own reads do not affect a result."""
LIBRARIES = tuple({f"{sysconfig.get_path(name)}{os.sep}" for name in ("stdlib", "platstdlib", "purelib", "platlib")})
SYSTEM = ("/proc/", "/sys/", "/dev/")
SHARED_MEMORY = "/dev/shm/"  # noqa: S108
METADATA = (f"importlib{os.sep}metadata{os.sep}__init__.py", f"importlib_metadata{os.sep}__init__.py")
PLATFORM = ("platform.py", "uuid.py", f"ctypes{os.sep}util.py")
"""Python's modules that run programs to describe the machine, which is that of the image."""


def is_library(path: str) -> bool:
    """Return whether a module that is not in a folder was found among the libraries, as `surroundings.py` expects."""
    folder, module = os.path.split(path)
    return folder in sys.path and module in sys.modules


def source_of(path: str) -> str:
    """Return the source of bytecode, and other paths as they are."""
    is_bytecode = path.endswith(".pyc") and os.path.basename(os.path.dirname(path)) == "__pycache__"
    return source_from_cache(path) if is_bytecode else path


def is_called_in(files: tuple[str, ...], deepest: int = 1_000) -> bool:
    """Return whether one of the innermost frames is in one of the files."""
    frame: FrameType | None = sys._getframe(2)
    while frame is not None and deepest > 0:
        if frame.f_code.co_filename.endswith(files):
            return True
        frame, deepest = frame.f_back, deepest - 1
    return False


def caller_of(frame: FrameType | None) -> str:
    """Return the file of the innermost code outside this loader and Python's own modules."""
    while frame is not None:
        file = frame.f_code.co_filename
        is_python = file.startswith((LOADER, *LIBRARIES[:2])) and "site-packages" not in file
        if os.path.isabs(file) and not is_python:
            return os.path.realpath(file)
        frame = frame.f_back
    return ""
