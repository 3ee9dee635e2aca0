"""Leaks are parsed apart: in a process of their own with limits and without anything to lose.

A leak comes from strangers. Whatever is not plain text is read by a child process that is given
the file's bytes and its name and nothing else: no environment, no open file, no key. It may use
some seconds and megabytes; what takes more is refused. For a picture it may start one program,
tesseract, which inherits the limits. This module is both ends, and the child is not believed: its
answer is checked for its form.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from collections.abc import Callable
from dataclasses import asdict
from functools import partial
from itertools import pairwise
from typing import BinaryIO

from canary.errors import InputError
from canary.files.ocr import tesseract_path
from canary.model import Doubt, LeakText, Span

MEGABYTE = 2**20
_MEMORY = 272 * MEGABYTE
_MEMORY_A_BYTE = 2
_SECONDS = 3
_SECONDS_A_MEGABYTE = 2
_MOST_SECONDS = 30
_OCR_MEMORY = 4096 * MEGABYTE
_OCR_SECONDS = 3600
_BOOT = "from canary.files.apart import serve; serve()"
_FORBIDDEN = ("socket.", "subprocess.", "os.exec", "os.fork", "os.posix_spawn", "os.system")


def read_apart(raw: bytes, *, what: str, ocr: bool = False) -> LeakText:
    """Return the words of a leak, read in a child process.

    Args:
        raw: The file's bytes.
        what: Its name, which tells its kind; for messages too.
        ocr: Whether to read pictures, which takes minutes and much memory.

    Raises:
        InputError: Damaged, protected, hostile, without words, or more than the limits allow.
    """
    seconds = min(_MOST_SECONDS, _SECONDS + _SECONDS_A_MEGABYTE * len(raw) // MEGABYTE)
    memory = _MEMORY + _MEMORY_A_BYTE * len(raw)
    if ocr:
        seconds, memory = _OCR_SECONDS, _OCR_MEMORY
    task = {
        "memory": memory,
        "ocr": ocr,
        "seconds": seconds,
        "tesseract": tesseract_path() if ocr else "",
        "what": what,
    }
    paths = os.pathsep.join(path for path in sys.path if path)
    try:
        done = subprocess.run(  # noqa: S603 - this interpreter, and nothing from outside
            [sys.executable, "-s", "-c", _BOOT],
            input=json.dumps(task).encode() + b"\n" + raw,
            capture_output=True,
            check=False,
            cwd="/",
            env={"PYTHONPATH": paths, "PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": "1"},
            timeout=4 * seconds + 10,
        )
    except subprocess.TimeoutExpired:
        raise _too_much(what) from None
    if done.returncode or not done.stdout:
        raise _too_much(what)
    return _answer(done.stdout, what)


def _answer(raw: bytes, what: str) -> LeakText:
    try:
        found = json.loads(raw)
    except (ValueError, RecursionError):
        raise _too_much(what) from None
    match found:
        case {
            "content": str(content),
            "doubts": list(doubts),
            "engine": str(engine),
            "unread": list(unread),
        }:
            places = _doubts(doubts, len(content), what)
            return LeakText(content, places, engine, tuple(map(str, unread)))
        case {"error": str(error), "hint": hint}:
            raise InputError(error, hint=str(hint) if hint else None)
        case _:
            raise _too_much(what)


def _doubts(rows: list[object], end: int, what: str) -> tuple[Doubt, ...]:
    """Return doubts, which must be chances of spans in order and disjoint."""
    found = []
    for row in rows:
        match row:
            case {
                "span": {"start": int(start), "end": int(stop)},
                "error": int() | float() as error,
            }:
                found.append(Doubt(Span(start, stop), float(error)))
            case _:
                raise _too_much(what)
    fence = [Span(0, 0), *(doubt.span for doubt in found), Span(end, end)]
    ordered = all(a.start <= a.end <= b.start for a, b in pairwise(fence))
    if not ordered or not all(0 < doubt.error <= 1 for doubt in found):
        raise _too_much(what)
    return tuple(found)


def _too_much(what: str) -> InputError:
    return InputError(
        f"{what!r} takes more time or memory to read than a leak of its size may",
        hint="it is damaged or hostile; give its words as a text file",
    )


def serve() -> None:
    """Be the child: read a task from standard input, answer on standard output."""
    answer(sys.stdin.buffer, sys.stdout.buffer, confine)


def answer(source: BinaryIO, sink: BinaryIO, confined: Callable[[int, int, str], None]) -> None:
    """Read one task and answer it.

    Args:
        source: A line of JSON, then the file's bytes.
        sink: Where the answer goes, as JSON.
        confined: Limits this process to bytes of memory, seconds, and a program it may start.
    """
    from canary.files.leaks import said, seen  # noqa: PLC0415 - before limits, not in the parent

    task = json.loads(source.readline())
    what, tesseract = task["what"], task["tesseract"]
    confined(task["memory"], task["seconds"], tesseract)
    raw = source.read()
    try:
        read = partial(seen, tesseract=tesseract) if task["ocr"] else said
        found = asdict(read(raw, what=what))
    except InputError as err:
        found = {"error": str(err), "hint": err.hint}
    sink.write(json.dumps(found).encode())


def confine(memory: int, seconds: int, program: str = "") -> None:
    """Limit this process, for good: memory, time, files, other processes, the network.

    Args:
        memory: Bytes that it may use.
        seconds: Of the processor.
        program: The one that it may start, within the same limits; "" for none.
    """
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

    def refuse(event: str, arguments: tuple[object, ...]) -> None:
        if program and event == "subprocess.Popen" and arguments[0] == program:
            return
        if event.startswith(_FORBIDDEN):
            raise PermissionError(event)

    sys.addaudithook(refuse)
