"""Finds the lines where a DAG file names its DAGs and tasks."""

from __future__ import annotations

import ast


class Lines:
    """Maps each string and function name in a file to its first line."""

    def __init__(self, path: str) -> None:
        self._lines: dict[str, int] = {}
        self.dag: int | None = None
        """The first line that creates a DAG."""
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

    def of(self, name: str) -> int | None:
        """Return the line of a name; for a task in groups, also by the last part of its id."""
        return self._lines.get(name) or self._lines.get(name.rsplit(".", maxsplit=1)[-1])

    def _note_dag(self, node: ast.expr) -> None:
        called = node.func if isinstance(node, ast.Call) else node
        name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
        if name in ("DAG", "dag"):
            self.dag = min(node.lineno, self.dag or node.lineno)

    def _note(self, name: str, line: int) -> None:
        self._lines[name] = min(line, self._lines.get(name, line))
