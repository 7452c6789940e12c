"""Returns a process to its state before a file was loaded, so that no file depends on those before it."""

from __future__ import annotations

import ast
import gc
import os
import random
import sys
from importlib.machinery import SourceFileLoader
from types import FrameType, ModuleType
from typing import Any

from own import is_own, is_own_code, roots_of
from request import Request

FILES_PER_COLLECTION = 100


class State:
    """Remembers the process. Libraries stay imported, because they are slow to import; the team's code does not."""

    def __init__(self, request: Request) -> None:
        self._roots = roots_of(request)
        self._modules: dict[str, Any] = {}
        self._path: list[str] = []
        self._folder = ""
        self._variables: dict[str, str | None] = {}
        """The environment variables that the team's code changed, with their values before."""
        self._compiled: dict[tuple[str, bytes], tuple[Any, frozenset[str]]] = {}
        self._changed: set[str] = set()
        self._files = 0

    def watch(self) -> None:
        """Compile each module of the team once in this process, and note which libraries it changes."""
        compile_source = SourceFileLoader.source_to_code
        compiled, changed = self._compiled, self._changed

        def compile_once(loader: Any, data: Any, path: Any, **options: Any) -> Any:
            if not isinstance(data, bytes) or not isinstance(path, str) or not is_own(path, self._roots):
                return compile_source(loader, data, path, **options)
            if (path, data) not in compiled:
                code = compile_source(loader, data, path, **options)
                compiled[path, data] = (code, changed_libraries(data))
            code, libraries = compiled[path, data]
            changed.update(libraries)
            return code

        SourceFileLoader.source_to_code = compile_once  # type: ignore[method-assign]
        sys.addaudithook(self._audit)

    def _audit(self, event: str, arguments: tuple[Any, ...]) -> None:
        # A variable that a library sets when it is imported stays, as the library does.
        if event in ("os.putenv", "os.unsetenv") and not is_import_of_library(self._roots):
            name = os.fsdecode(arguments[0])
            self._variables.setdefault(name, os.environ.get(name))

    def remember(self) -> None:
        """Remember the state that each file begins with."""
        self._modules = dict(sys.modules)
        self._path = list(sys.path)
        self._folder = os.getcwd()

    def restore(self) -> bool:
        """Return to that state; return whether that is impossible, because the team's code changed a library."""
        is_changed = any(not self._is_of_team(sys.modules.get(name)) for name in self._changed if name in sys.modules)
        self._changed.clear()
        self._restore_variables()
        if sys.path != self._path:
            # A library may add a folder of its own, and need it later.
            added = [path for path in sys.path if path not in self._path and "site-packages" in path]
            sys.path[:] = self._path = [*self._path, *added]
        for hooks in (sys.meta_path, sys.path_hooks):
            hooks[:] = [each for each in hooks if not self._is_of_team(sys.modules.get(module_of(each)))]
        self._forget_modules()
        if os.getcwd() != self._folder:
            os.chdir(self._folder)
        random.seed()
        self._files += 1
        if self._files % FILES_PER_COLLECTION == 1:
            gc.collect()
            gc.freeze()
        return is_changed

    def _restore_variables(self) -> None:
        before = dict(self._variables)
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
        self._variables.clear()

    def _forget_modules(self) -> None:
        """Remove the modules of the team and those without a file; put back what was replaced."""
        before = self._modules.get
        for name, module in [each for each in sys.modules.items() if before(each[0]) is not each[1]]:
            known = before(name)
            if known is not None:
                sys.modules[name] = known
            elif self._is_of_team(module):
                del sys.modules[name]
                parent, _, last = name.rpartition(".")
                if parent in sys.modules and getattr(sys.modules[parent], last, None) is module:
                    delattr(sys.modules[parent], last)
            else:
                self._modules[name] = module
        for name in self._modules.keys() - sys.modules.keys():
            sys.modules[name] = self._modules[name]

    def _is_of_team(self, module: Any) -> bool:
        spec = getattr(module, "__spec__", None)
        if spec is None:
            return type(module) is ModuleType and self._is_own(
                getattr(module, "__file__", os.path.join(self._roots[0], ""))
            )
        if spec.origin is None:
            return any(self._is_own(os.path.join(path, "")) for path in spec.submodule_search_locations or ())
        return self._is_own(spec.origin)

    def _is_own(self, path: Any) -> bool:
        if not isinstance(path, str) or not os.path.isabs(path):
            return False  # such as `built-in`
        return is_own(os.path.realpath(path) + path[len(path.rstrip(os.sep)) :], self._roots)


def changed_libraries(source: bytes) -> frozenset[str]:
    """Return the imported modules whose attributes a source sets: later files would find them changed."""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return frozenset()
    imported: dict[str, str] = {}
    targets: list[ast.expr] = []
    assigned = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            imported.update({(each.asname or each.name).split(".")[0]: each.name.split(".")[0] for each in node.names})
        elif isinstance(node, ast.ImportFrom) and node.module is not None and node.level == 0:
            imported.update({each.asname or each.name: node.module.split(".")[0] for each in node.names})
        elif isinstance(node, (ast.Assign, ast.Delete)):
            targets += [each for each in node.targets if isinstance(each, ast.Attribute)]
        elif isinstance(node, (ast.AugAssign, ast.AnnAssign)) and isinstance(node.target, ast.Attribute):
            targets.append(node.target)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("setattr", "delattr"):
            targets += node.args[:1]
    return frozenset(imported[name] for name in map(root_of, targets) if name in imported and name not in assigned)


def root_of(node: ast.expr) -> str:
    """Return the name that an expression such as `requests.api.get` begins with."""
    while isinstance(node, ast.Attribute):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""


def module_of(hook: Any) -> str:
    """Return the name of the module that defines a finder."""
    return str(getattr(hook, "__module__", "") or getattr(type(hook), "__module__", ""))


def is_import_of_library(roots: tuple[str, ...]) -> bool:
    """Return whether a library that the team's code imports is running its module now."""
    frame: FrameType | None = sys._getframe(1)
    while frame is not None:
        if is_own_code(frame.f_code.co_filename, roots):
            return False
        if frame.f_code.co_name == "<module>":
            return True
        frame = frame.f_back
    return False
