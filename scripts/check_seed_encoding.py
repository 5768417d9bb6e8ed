"""Stop with one line, naming file, row and remedy, if a seed is not saved as UTF-8.

dbt reads seeds while it parses and only shows a traceback without the file's name (spreadsheets in China save GBK).
"""

import sys
from pathlib import Path


def faults():
    """Yield one line for each seed, shipped or of a data set, that is not UTF-8, naming its first bad row."""
    for path in sorted([*Path("seeds").rglob("*.csv"), *Path("data_sets").glob("*/seeds/**/*.csv")]):
        for number, line in enumerate(path.read_bytes().split(b"\n"), 1):
            try:
                line.decode("utf-8")
            except UnicodeDecodeError:
                yield f'PROBLEM {path}, row {number}: is not UTF-8; save the file as "CSV UTF-8"'
                break


if __name__ == "__main__":
    sys.exit("\n".join(faults()) or None)
