"""Runs in a fork: limits its resources, watches the effects of the files and loads them one by one."""

from __future__ import annotations

import contextlib
import ctypes
import gc
import json
import os
import resource
import signal
import time
from typing import Any

from dagbag.airflow_side import Loader
from effects.effects import Effects
from kept.clock import Clock
from kept.reads import Reads
from request import Request

from process import plugin_trial
from process.hide import hide_loader
from process.state import State

MOST_FILE_BYTES = 16 << 20
GARBAGE = (20_000, 50, 50)
"""High thresholds, because DAGs are many small objects that live long and slow down each collection."""
PR_SET_PDEATHSIG = 1
"""https://man7.org/linux/man-pages/man2/pr_set_pdeathsig.2const.html"""


def run(request: Request, files: list[str], report: int, reads: Reads) -> None:
    """Load the files and report each on the descriptor `report`."""
    os.setsid()
    end_with_parent()
    limit(request.memory_mb)
    gc.set_threshold(*GARBAGE)
    gc.enable()
    let_faults_end_it()
    write, dump, clock, leave, identify = os.write, json.dumps, time.perf_counter, os._exit, os.getpid
    process = identify()
    os.register_at_fork(after_in_child=lambda: close(report))

    def emit(event: dict[str, object]) -> None:
        if identify() != process:
            leave(0)  # A process that a DAG file forked has reached the end of the file.
        data = dump(event).encode() + b"\n"
        while data:
            data = data[write(report, data) :]

    effects = Effects(request)
    loader = Loader(request)
    before = loader.fingerprint()
    effects.watch()
    state, watch = State(request), Clock(request)
    state.watch()
    effects.imports = reads.watch_imports(effects.repeat)
    hide_loader()
    watch.begin_all()
    reads.begin()
    plugin_trial.load()
    because = {reason.replace("it", "a plugin", 1) for reason in watch.end() | reads.reasons}
    shared = reads.end()
    state.remember()
    for file in files:
        clear_stderr()
        emit({"event": "start", "file": file})
        begin = clock()
        path = os.path.join(request.dag_folder, file)
        effects.begin(path)
        reads.begin()
        watch.begin(file)
        result = loader.load(file)
        reasons = watch.end()
        read = reads.named(path, shared)
        found = effects.end()
        seconds = clock() - begin
        is_changed = loader.fingerprint() != before
        reasons |= reads.reasons | because
        content = reads.signatures.of(("file", path))
        result = {**result, "content": content, "reads": read, "reasons": sorted(reasons)}
        emit({"event": "file", "file": file, "seconds": seconds, "effects": found, "tampered": is_changed, **result})
        if state.restore() or is_changed:
            leave(0)


def close(descriptor: int) -> None:
    """Close a descriptor, which a DAG file may have closed already."""
    with contextlib.suppress(OSError):
        os.close(descriptor)


def clear_stderr() -> None:
    """Empty the file behind stderr, so that it has the output of only one DAG file."""
    # A DAG file may have closed stderr or replaced it with a pipe.
    with contextlib.suppress(OSError):
        os.lseek(2, 0, os.SEEK_SET)
        os.ftruncate(2, 0)


def end_with_parent() -> None:
    """End this process when the one that reads the report ends."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def limit(memory_mb: int) -> None:
    """Limit memory, file size and core dumps, so that a file cannot exhaust the machine."""
    with open("/proc/self/statm", encoding="ascii") as statm:
        pages = int(statm.read().split()[0])
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    most = pages * resource.getpagesize() + (memory_mb << 20)
    most = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    resource.setrlimit(resource.RLIMIT_FSIZE, (MOST_FILE_BYTES, MOST_FILE_BYTES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)


def let_faults_end_it() -> None:
    """Block Airflow's SIGSEGV handler, which returns to the faulting instruction in an endless loop."""
    install = signal.signal

    def install_others(number: int, handler: Any) -> Any:
        return signal.getsignal(number) if number == signal.SIGSEGV else install(number, handler)

    signal.signal = install_others
