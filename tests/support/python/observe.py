"""Runs a generated program on virtual time and says what could be seen of it."""

import ast
import asyncio
import heapq
import inspect
import io
import json
import os
import time
from contextlib import redirect_stdout
from typing import Any


class Stalled(BaseException):
    """Nothing is left that could happen."""


class Exited(BaseException):
    """The program ended the process."""


class Timer(asyncio.TimerHandle):
    """asyncio's heap gives those due at the same moment in any order; here the first made is the first fired."""

    __slots__ = ("nth",)

    def __lt__(self, other: "Timer") -> bool:
        return (self._when, self.nth) < (other._when, other.nth)


class VirtualLoop(asyncio.BaseEventLoop):
    """asyncio's own loop, but waiting for a moment is being there."""

    def __init__(self) -> None:
        super().__init__()
        self.moment = 0.0
        self.made = 0
        self._clock_resolution = 1e-9
        self._selector = self

    def time(self) -> float:
        return self.moment

    def block(self, seconds: float) -> None:
        self.moment += seconds

    def call_at(self, when: float, callback: Any, *args: Any, context: Any = None) -> Timer:
        timer = Timer(when, callback, args, self, context)
        timer.nth = self.made
        self.made += 1
        heapq.heappush(self._scheduled, timer)
        timer._scheduled = True
        return timer

    def select(self, timeout: float | None) -> list[Any]:
        if timeout is None:
            raise Stalled
        if timeout > 0:
            self.moment = max(self.moment, self._scheduled[0]._when)
        return []

    def _process_events(self, events: list[Any]) -> None:
        pass

    def _write_to_self(self) -> None:
        pass


loop: VirtualLoop
# Collected, a loop would close, and complain of what it was left with.
loops: list[VirtualLoop] = []
seen: dict[str, Any]


def started(query: Any) -> None:
    seen["starts"].append([query, loop.time() * 1000])


def ended(state: dict[str, Any]) -> None:
    seen["results"] = state["results"]
    seen["errors"] = state["errors"]
    seen["said"] = loop.time() * 1000


def run(work: Any, is_kept: bool = False) -> None:
    """As asyncio.run: at the end what still runs is cancelled and waited for, be it for ever."""
    before = asyncio._get_running_loop()
    asyncio._set_running_loop(None)
    complaints = seen["complaints"]
    loop.set_exception_handler(lambda _loop, context: complaints.append(str(context)))
    try:
        loop.run_until_complete(work)
        # A notebook's loop goes on.
        left = set() if is_kept else asyncio.all_tasks(loop)
        for task in left:
            task.cancel()
        if left:
            loop.run_until_complete(asyncio.gather(*left, return_exceptions=True))
    finally:
        for task in asyncio.all_tasks(loop):
            task._log_destroy_pending = False
        asyncio._set_running_loop(before)


def exit_process(_code: int) -> None:
    raise Exited


async def notebook(cells: list[str]) -> None:
    space: dict[str, Any] = {"__name__": "__main__"}
    for cell in cells:
        code = compile(cell, "cell", "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
        result = eval(code, space)
        if inspect.iscoroutine(result):
            await result


def observed(text: str, is_notebook: bool) -> str:
    """JSON of what was seen. `end`: whether the program came to its end, ended its process, or never ends."""
    global loop, seen
    loop = VirtualLoop()
    loops.append(loop)
    seen = {"starts": [], "results": {}, "errors": {}, "said": None, "complaints": [], "end": "own"}
    kept = asyncio.run, time.perf_counter, time.sleep, os._exit
    asyncio.run, time.perf_counter, time.sleep, os._exit = run, loop.time, loop.block, exit_process
    printed = io.StringIO()
    try:
        with redirect_stdout(printed):
            if is_notebook:
                run(notebook(["".join(cell["source"]) for cell in json.loads(text)["cells"]]), is_kept=True)
            else:
                exec(compile(text, "plan.py", "exec"), {"__name__": "__main__"})
    except Stalled:
        seen["end"] = "never"
    except Exited:
        seen["end"] = "exit"
    finally:
        asyncio.run, time.perf_counter, time.sleep, os._exit = kept
    seen["line"] = printed.getvalue().split("\n")[0]
    return json.dumps(seen)
