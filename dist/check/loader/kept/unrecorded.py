"""Names what makes a result valid for one run only, because nothing records what it returns."""

from __future__ import annotations

import platform
import sys
from collections.abc import Callable
from typing import Any

from own import is_own_code

MACHINE = "it reads the name or size of the machine"
REASONS = {
    **dict.fromkeys(("subprocess.Popen", "os.posix_spawn", "os.exec", "os.system"), "it runs a program"),
    **dict.fromkeys(("os.fork", "os.forkpty"), "it starts a process"),
    **dict.fromkeys(("socket.connect", "socket.sendto", "socket.getaddrinfo"), "it uses the network"),
    **dict.fromkeys(("socket.gethostbyname", "socket.gethostbyaddr"), "it uses the network"),
}
"""By audit event."""
ASKED = {"socket.gethostname": MACHINE, "ctypes.dlopen": "it calls a library in C"}
"""Only the team's own code counts: what a library asks for itself does not change a DAG."""
DESCRIPTIONS = ("node", "platform", "release", "uname", "version")
"""Functions of `platform`, which caches the answers, so that there is no audit event."""


def watch_platform(roots: tuple[str, ...], because: Callable[[str], None]) -> None:
    """Call `because` when the team's code asks for a description of the machine."""
    for name in DESCRIPTIONS:
        setattr(platform, name, describing(getattr(platform, name), roots, because))


def describing(ask: Callable[..., Any], roots: tuple[str, ...], because: Callable[[str], None]) -> Callable[..., Any]:
    """Wrap a function of `platform`."""

    def answer(*arguments: Any, **named: Any) -> Any:
        if is_own_code(sys._getframe(1).f_code.co_filename, roots):
            because(MACHINE)
        return ask(*arguments, **named)

    return answer
