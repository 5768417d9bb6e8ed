"""Convert a text file to UTF-8 in place, and say what was done; the file as it was stays beside it as <file>.original.

    make convert-to-utf8 FILE=data/raw/my_shop/clients.csv

The encoding is guessed among UTF-16, GB18030 (with GBK), Big5 and Windows-1252; ENCODING=big5 says which one it is.
Bytes that the encoding does not have stop the conversion: nothing is replaced.
"""

import argparse
import sys
from pathlib import Path

from charset_normalizer import from_bytes

ENCODINGS = ["utf_8", "utf_16", "utf_16_le", "utf_16_be", "gb18030", "big5", "cp1252"]


def convert(path, encoding=None):
    """Convert one file; return what was done, or raise ValueError with what to do."""
    raw = path.read_bytes()
    if not encoding:
        found = from_bytes(raw, cp_isolation=ENCODINGS).best()
        if not found:
            raise ValueError(f"{path}: in none of {', '.join(ENCODINGS)}; say which one it is: ENCODING=...")
        encoding = found.encoding
    try:
        text = raw.decode(encoding)
    except LookupError:
        raise ValueError(f"{path}: there is no encoding {encoding}") from None
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise ValueError(f"{path}, line {line}: is not {encoding}; say which encoding it is: ENCODING=...") from None
    if encoding == "utf_8" and not raw.startswith(b"\xef\xbb\xbf"):
        return f"{path}: is UTF-8 already; nothing was done"
    original = path.with_name(path.name + ".original")
    if original.exists():
        raise ValueError(f"{original} is there already; delete it, or move it back first")
    path.rename(original)
    path.write_bytes(text.removeprefix("\ufeff").encode())
    return (
        f"{path}: {text.count(chr(10))} lines from {encoding} to UTF-8; the file as it was is {original.name}. "
        "If its text looks wrong, move it back and say which encoding it is: ENCODING=..."
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("file", type=Path)
    parser.add_argument("--encoding")
    arguments = parser.parse_args()
    try:
        print(convert(arguments.file, arguments.encoding))
    except (ValueError, OSError) as fault:
        sys.exit(f"PROBLEM {fault}")
