"""A disk that fails on order, below SQLite and inside this process.

SQLite reaches the disk through a table of functions. The one that opens files is
replaced, and gives out files whose writing asks first what is to happen. So it is
SQLite itself that meets the fault, with its own journal and its own recovery, and no
rights, mounts or preloaded libraries are needed.
"""

from __future__ import annotations

import _sqlite3
import ctypes
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from ctypes import CFUNCTYPE, POINTER, Structure, c_char_p, c_int, c_int64, c_void_p

OK = 0
IO_ERROR = 10
FULL = 13

Ask = Callable[[], int]
"""Called before each write of a file; anything but ``OK`` is the disk's answer."""

_Write = CFUNCTYPE(c_int, c_void_p, c_void_p, c_int, c_int64)
# The name goes as an address: SQLite keeps it, so it must not be a copy of ours.
_Open = CFUNCTYPE(c_int, c_void_p, c_void_p, c_void_p, c_int, c_void_p)
_FUNCTIONS = 18
_WRITE = 2


class _Methods(Structure):
    """What can be done with an open file; ``functions[2]`` writes."""

    _fields_ = [("version", c_int), ("functions", c_void_p * _FUNCTIONS)]


class _File(Structure):
    """An open file: it begins with a pointer to what can be done with it."""

    _fields_ = [("methods", c_void_p)]


class _System(Structure):
    """The beginning of SQLite's door to the file system."""

    _fields_ = [
        ("version", c_int),
        ("file_size", c_int),
        ("longest_path", c_int),
        ("next", c_void_p),
        ("name", c_char_p),
        ("data", c_void_p),
        ("open", c_void_p),
    ]


@contextmanager
def asked(ask: Ask) -> Iterator[None]:
    """Let every write of files opened inside ask first; close them inside as well."""
    system = _system()
    before = system.open
    files = _Files(ask, _Open(before))
    opening = _Open(files.open)
    system.open = ctypes.cast(opening, c_void_p).value
    try:
        yield
    finally:
        system.open = before


class _Files:
    """Opens files as before, and puts another way of writing into them."""

    def __init__(self, ask: Ask, opening: Callable[..., int]) -> None:
        self._ask = ask
        self._open = opening
        self._changed: dict[int, _Methods] = {}
        self._kept: list[object] = []

    def open(self, system: int, name: int, file: int, flags: int, out: int) -> int:
        code = self._open(system, name, file, flags, out)
        opened = ctypes.cast(file, POINTER(_File)).contents
        if code == OK and opened.methods:
            changed = self._watched(opened.methods)
            opened.methods = ctypes.addressof(changed)
        return code

    def _watched(self, address: int) -> _Methods:
        if address not in self._changed:
            self._changed[address] = self._copy(address)
        return self._changed[address]

    def _copy(self, address: int) -> _Methods:
        methods = _Methods.from_buffer_copy(
            ctypes.cast(address, POINTER(_Methods)).contents
        )
        write = _Write(methods.functions[_WRITE])

        def watched(file: int, data: int, size: int, offset: int) -> int:
            return self._ask() or write(file, data, size, offset)

        replaced = _Write(watched)
        self._kept += [write, replaced]
        methods.functions[_WRITE] = ctypes.cast(replaced, c_void_p).value
        return methods


def _system() -> _System:
    # The very library that Python's module works with, wherever it is linked.
    library = ctypes.CDLL(getattr(_sqlite3, "__file__", None))
    library.sqlite3_vfs_find.restype = POINTER(_System)
    found: _System = library.sqlite3_vfs_find(None).contents
    return found
