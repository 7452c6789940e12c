"""Finds the lines where a DAG file names its DAGs and tasks."""

from __future__ import annotations

import ast


class Lines:
    """Maps each string and function name in a file to its first line."""

    def __init__(self, path: str) -> None:
        self._lines: dict[str, int] = {}
        self._tasks: dict[str, int] = {}
        self.dag: int | None = None
        """The first line that creates a DAG."""
        self.uncalled: list[dict[str, object]] = []
        """The @dag functions that the file never calls or mentions again."""
        try:
            with open(path, "rb") as file:
                tree = ast.parse(file.read())
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                self._note(node.value, node.lineno)
            elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                self._note(node.name, node.lineno)
                for decorator in node.decorator_list:
                    self._note_dag(decorator)
            elif isinstance(node, ast.Call):
                self._note_dag(node)
                self._note_task(node)

        self._find_uncalled(tree)

    def of(self, name: str) -> int | None:
        """Return the line of a name; for a task in groups, also by the last part of its id."""
        last = name.rsplit(".", maxsplit=1)[-1]
        return self._tasks.get(name) or self._tasks.get(last) or self._lines.get(name) or self._lines.get(last)

    def _find_uncalled(self, tree: ast.Module) -> None:
        used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
        for node in tree.body:
            if isinstance(node, ast.FunctionDef) and node.name not in used:
                if any(name_of(decorator) == "dag" for decorator in node.decorator_list):
                    self.uncalled.append({"name": node.name, "line": node.lineno})

    def _note_dag(self, node: ast.expr) -> None:
        if name_of(node) in ("DAG", "dag"):
            self.dag = min(node.lineno, self.dag or node.lineno)

    def _note_task(self, node: ast.Call) -> None:
        for keyword in node.keywords:
            if keyword.arg in ("task_id", "dag_id") and isinstance(keyword.value, ast.Constant):
                self._tasks.setdefault(str(keyword.value.value), node.lineno)

    def _note(self, name: str, line: int) -> None:
        self._lines[name] = min(line, self._lines.get(name, line))


def name_of(node: ast.expr) -> str:
    """Return the last part of a name, or of the name that is called."""
    called = node.func if isinstance(node, ast.Call) else node
    return called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
