"""Reads the tracebacks of Airflow."""

from __future__ import annotations

import os
import re

from own import is_own_code, name_given, roots_of
from request import Request

PLACES = re.compile(r'File "([^"]+)", line (\d+)')
TRACEBACK = "Traceback (most recent call last):"
MOST_CHARACTERS = 20_000
MOST_MESSAGE_CHARACTERS = 4_000


def describe_error(text: str, file: str, request: Request) -> dict[str, object]:
    """Return the whole message of a traceback, and the places in the team's code, outermost first."""
    roots = roots_of(request)
    places = [(name, int(line)) for name, line in PLACES.findall(text) if is_own_code(name, roots)]
    own = [(name_given(os.path.realpath(name), file, request), line) for name, line in places]
    return {"message": message_of(text)[:MOST_MESSAGE_CHARACTERS], "places": own, "text": text[-MOST_CHARACTERS:]}


def message_of(text: str) -> str:
    """Return all lines of the last error: those from the first line after the stack that is not indented."""
    lines = text.strip().splitlines()
    starts = [number for number, line in enumerate(lines) if line == TRACEBACK]
    if not starts:
        return "\n".join(lines)
    after = range(starts[-1] + 1, len(lines))
    first = next((number for number in after if lines[number].strip() and not lines[number].startswith(" ")), None)
    return lines[-1].strip() if first is None else "\n".join(lines[first:])
