"""Identifies what every file of a run depends on: the libraries, the environment, the samples and this loader."""

from __future__ import annotations

import importlib.metadata
import os
import platform
import sys
import sysconfig
import time
from glob import glob

from own import LOADER, is_own, roots_of
from request import Request

from kept.signatures import Read, Signatures, content_of, digest_all


def surroundings_of(request: Request, shared: list[Read], signatures: Signatures, version: str) -> str:
    """Return a hash of them. `shared`: what Airflow itself read when it was imported."""
    return digest_all(
        [
            *(content_of(path) for path in sorted(glob(os.path.join(LOADER, "**", "*.py"), recursive=True))),
            *(sys.version, platform.machine(), platform.libc_ver()[1], *time.tzname, version),
            request.affecting,
            *(os.path.relpath(root, request.dag_folder) for root in request.roots),
            *sorted(f"{name}={signatures.name_folders(value)}" for name, value in os.environ.items()),
            *(signatures.name_folders(path) for path in sys.path if os.path.realpath(path) != LOADER),
            *sorted(f"{kind} {signatures.name(path)} {signatures.of((kind, path))}" for kind, path in shared),
            *sorted(distributions()),
            *hidden_libraries(request, signatures),
        ]
    )


def distributions() -> set[str]:
    """Describe the installed packages by the hashes of all of their files."""
    found = set()
    for each in importlib.metadata.distributions():
        record = each.read_text("RECORD") or each.read_text("METADATA") or each.read_text("PKG-INFO") or ""
        found.add(digest_all([record]))
    return found


def hidden_libraries(request: Request, signatures: Signatures) -> list[str]:
    """List the modules of the team with the name of a library: they hide it, or are hidden by it."""
    roots = roots_of(request)
    folders = [os.path.abspath(path) for path in (*sys.path, request.dag_folder)]
    own = [path for path in folders if is_own(f"{os.path.realpath(path)}{os.sep}", roots)]
    packages = {sysconfig.get_path(name) for name in ("stdlib", "purelib", "platlib")}
    libraries = {stem for path in {*packages, *folders} - {*own} for stem in stems(path)}
    found = {(folder, stem) for folder in own for stem in stems(folder) if stem in libraries}
    return [f"{signatures.name(folder)} {stem}" for folder, stem in sorted(found)]


def stems(folder: str) -> set[str]:
    """List the names that an import finds in a folder."""
    try:
        return {name.split(".")[0] for name in os.listdir(folder) if name != "__pycache__"}
    except OSError:
        return set()
