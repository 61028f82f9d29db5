# SPDX-License-Identifier: Apache-2.0
"""Where the program is that came with this package."""

from importlib.metadata import distribution
from pathlib import Path

__all__ = ["path"]


def path() -> str:
    """The path of the program `coracle` as pip installed it. Raises FileNotFoundError where it is not there any more."""
    package = distribution("coracle")
    # Beside the modules are the package's own files; the program is where the environment's commands are. By `pip install --target` that is in
    # the folder of the modules, which the package's own list of its files does not know.
    places = [package.locate_file(file) for file in package.files or [] if file.name == "coracle"]
    for place in [*places, Path(__file__).parent / "bin/coracle"]:
        program = Path(place).resolve()
        if program.is_file():
            return str(program)
    raise FileNotFoundError("the package coracle is installed without its program: install it anew")
