"""Attributes what a library does while it is imported to each file that imports it, not to the first one alone.

Libraries stay imported between files, so that only the first file sees a library read, warn or use the network.
"""

from __future__ import annotations

import builtins
import importlib.util
import sys
import warnings
from collections.abc import Callable, Iterable
from types import FrameType
from typing import Any

from own import LOADER, is_own_code, roots_of
from request import Request

IMPORTLIB = "<frozen importlib._bootstrap>"
"""Code of this file is not shown in tracebacks, and is skipped when Python looks for the place of a warning."""
NATIVE = frozenset(
    "connectorx cv2 datafusion deltalake duckdb fiona h5py lmdb lxml netCDF4 osgeo polars pyarrow pygit2 pyogrio "
    "pyreadstat rasterio soundfile tables".split()
)
"""Libraries that open files by themselves, which Python cannot observe."""
Deed = tuple[str, Any]
"""A kind, and what is needed to attribute it to another file."""


class Imports:
    """Knows which library imports which others, and what each did."""

    def __init__(self, request: Request) -> None:
        self._roots = roots_of(request)
        self._own: dict[str, bool] = {}
        self._imported: dict[str, set[str]] = {}
        self._deeds: dict[str, list[Deed]] = {}
        self._repeat: Callable[[Deed], None] = lambda _: None
        self._depth = 0
        """The number of imports that are under way."""
        self._reached: dict[tuple[str, ...], tuple[list[Deed], list[Any]]] = {}
        """By the names of an import: the deeds of these libraries and of those that they import."""
        self._repeated: set[tuple[str, ...]] = set()

    def watch(self, repeat: Callable[[Deed], None]) -> None:
        """Start watching. `repeat` is called with each deed of the libraries that the team's code imports."""
        self._repeat = repeat
        bootstrap: Any = importlib._bootstrap  # type: ignore[attr-defined]
        import_statement, import_name, warn = builtins.__import__, bootstrap._gcd_import, warnings.warn

        def importing(
            name: str, globals: Any = None, locals: Any = None, fromlist: Iterable[str] | None = (), level: int = 0
        ) -> Any:
            self._depth += 1
            try:
                module = import_statement(name, globals, locals, fromlist, level)
            finally:
                self._depth -= 1
            full = name if level == 0 else importlib.util.resolve_name("." * level + name, package_of(globals))
            self._note(sys._getframe(1), [full, *(f"{full}.{part}" for part in fromlist or ())])
            return module

        def importing_name(name: str, package: Any = None, level: int = 0) -> Any:
            self._depth += 1
            try:
                module = import_name(name, package, level)
            finally:
                self._depth -= 1
            self._note(sys._getframe(1), [module.__name__])
            return module

        def warning(message: Any, category: Any = None, stacklevel: int = 1, source: Any = None, **more: Any) -> None:
            frame = sys._getframe(1)
            if stacklevel > 1 and frame.f_code.co_name == "<module>":
                kind = type(message) if isinstance(message, Warning) else (category or UserWarning)
                self.add(("warning", (str(message), kind)), frame)
            warn(message, category, stacklevel + 1, source, **more)

        # Otherwise a warning for the importing file would point to this one.
        for each in (importing, importing_name):
            each.__code__ = each.__code__.replace(co_filename=IMPORTLIB)  # type: ignore[attr-defined]
        builtins.__import__, bootstrap._gcd_import = importing, importing_name
        warnings.warn = warning  # type: ignore[assignment]

    def add(self, deed: Deed, frame: FrameType | None = None) -> None:
        """Record what a library does while it is imported; nothing if the team's code does it."""
        module = self._importing(frame or sys._getframe(1))
        if module is not None:
            self._deeds.setdefault(module, []).append(deed)
            self._reached.clear()

    def _importing(self, frame: FrameType | None) -> str | None:
        """Return the library whose module is running; None: the team's code runs, or Airflow itself."""
        while frame is not None:
            code = frame.f_code
            if self._is_own(code.co_filename):
                return None
            if code.co_name == "<module>" and not code.co_filename.startswith(LOADER):
                return str(frame.f_globals.get("__name__"))
            frame = frame.f_back
        return None

    def _is_own(self, file: str) -> bool:
        if file not in self._own:
            self._own[file] = is_own_code(file, self._roots)
        return self._own[file]

    def begin(self) -> None:
        """Repeat each deed once for the file that follows."""
        self._repeated.clear()

    def _note(self, frame: FrameType, names: list[str]) -> None:
        known = tuple([name for name in names if name in sys.modules])
        # Airflow imports hundreds of modules in functions for each DAG: no module of a library is running then.
        is_running = self._depth > 0 or frame.f_code.co_name == "<module>"
        module = self._importing(frame) if is_running else None
        if module is None:
            self._repeat_all(frame, known)
        elif not self._imported.setdefault(module, set()).issuperset(known):
            self._imported[module].update(known)
            self._reached.clear()

    def _repeat_all(self, frame: FrameType, names: tuple[str, ...]) -> None:
        """Repeat the deeds of libraries, and of those that they import."""
        # Not before it is needed: a library of many modules would walk through all of them at each of its imports.
        if names not in self._reached:
            self._reached[names] = self._reach(names)
        deeds, warned = self._reached[names]
        if warned and self._is_own(frame.f_code.co_filename):
            for message, category in warned:
                warn_again(message, category, frame)
        if deeds and names not in self._repeated:
            self._repeated.add(names)
            for deed in deeds:
                self._repeat(deed)

    def _reach(self, names: tuple[str, ...]) -> tuple[list[Deed], list[Any]]:
        """Return the deeds to repeat, and the warnings of the libraries that are imported directly."""
        direct, seen = with_parents(names), set[str]()
        deeds: list[Deed] = []
        warned: list[Any] = []
        waiting = list(direct)
        while waiting:
            name = waiting.pop()
            if name in seen:
                continue
            seen.add(name)
            deeds += [deed for deed in self._deeds.get(name, ()) if deed[0] != "warning"]
            deeds += [("tree", name)] if name in NATIVE else []
            warned += [details for kind, details in self._deeds.get(name, ()) if kind == "warning" and name in direct]
            waiting += with_parents(self._imported.get(name, ()))
        return deeds, warned


def warn_again(message: str, category: type[Warning], frame: FrameType) -> None:
    """Warn at the line of an import, unless Python did so already."""
    given = frame.f_globals
    registry = given.setdefault("__warningregistry__", {})
    file = frame.f_code.co_filename
    warnings.warn_explicit(message, category, file, frame.f_lineno, str(given.get("__name__")), registry)


def package_of(given: Any) -> str:
    """Return the package from which a module with these global variables imports."""
    name, package = given.get("__name__", ""), given.get("__package__")
    return str(package or (name if "__path__" in given else name.rpartition(".")[0]))


def with_parents(names: Iterable[str]) -> set[str]:
    """Return the names of modules and of the packages that contain them."""
    return {".".join(name.split(".")[: end + 1]) for name in names for end in range(name.count(".") + 1)}
