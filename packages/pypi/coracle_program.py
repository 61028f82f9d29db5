# SPDX-License-Identifier: Apache-2.0
"""Where the program is that came with this package."""

from importlib.metadata import distribution
from pathlib import Path

__all__ = ["path"]


def path() -> str:
    """The path of the program `coracle` as pip installed it. Raises FileNotFoundError where it is not there any more."""
    package = distribution("coracle")
    for file in package.files or []:
        # Beside the modules are the package's own files; the program is where the environment's commands are.
        if file.name == "coracle":
            program = Path(package.locate_file(file)).resolve()
            if program.is_file():
                return str(program)
    raise FileNotFoundError("the package coracle is installed without its program: install it anew")
