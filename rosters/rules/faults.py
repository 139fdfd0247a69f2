"""What is wrong with a file as a whole, or with one of its cells: a code, and what its sentence is filled with."""

from typing import Any


class FileFault(ValueError):
    """A file that is not read at all; it holds what is wrong, never what is in the file."""

    def __init__(self, code: str, **params: Any) -> None:
        """Say what is wrong."""
        super().__init__(code)
        self.code, self.params = code, params


class CellFault(ValueError):
    """A cell that says nothing that can be used."""

    def __init__(self, code: str, **params: Any) -> None:
        """Say what is wrong."""
        super().__init__(code)
        self.code, self.params = code, params
