"""Put IBM's telco churn data into data/raw/telco_churn: 7,043 customers as in R's package modeldata, read without R.

The Debian package r-cran-modeldata holds them; it is fetched and unpacked, not installed, unless it is there.

python data_sets/telco_churn/land.py
"""

import csv
import lzma
import subprocess
import sys
import tempfile
import warnings
import zlib
from pathlib import Path

import rdata

RAW = Path("data/raw/telco_churn")
LIBRARY = "usr/lib/R/site-library/modeldata/data"
COLUMNS = ("female", "tenure", "contract", "internet_service", "monthly_charges", "total_charges", "churn")


def library(folder):
    """Return the folder of the package's data; fetch the package if it is not installed. SystemExit if it cannot be."""
    if (Path("/") / LIBRARY).is_dir():
        return Path("/") / LIBRARY
    try:
        subprocess.run(["apt-get", "download", "-q", "r-cran-modeldata"], cwd=folder, check=True, capture_output=True)
        (package,) = Path(folder).glob("*.deb")
        subprocess.run(["dpkg", "-x", package, folder], check=True, capture_output=True)
    except (OSError, ValueError, subprocess.CalledProcessError):
        sys.exit("telco churn was not fetched: it needs the Debian package r-cran-modeldata (apt-get download)")
    return Path(folder) / LIBRARY


def read(data, name):
    """Return a data frame of R's database of lazily loaded objects: an index, and compressed pieces of one file."""
    with warnings.catch_warnings():
        # a tibble is read as the data frame that it is
        warnings.simplefilter("ignore")
        index = rdata.conversion.convert(rdata.parser.parse_file(data / "Rdata.rdx"))
        start, length = map(int, index["variables"][name])
        piece = (data / "Rdata.rdb").read_bytes()[start : start + length]
        # four bytes of length, then Z for raw LZMA, or zlib
        if piece[4:5] == b"Z":
            filters = [{"id": lzma.FILTER_LZMA2, "dict_size": 2**27}]
            content = lzma.decompress(piece[5:], format=lzma.FORMAT_RAW, filters=filters)
        else:
            content = zlib.decompress(piece[4:])
        return rdata.conversion.convert(rdata.parser.parse_data(content))


def main():
    """Write one CSV file."""
    with tempfile.TemporaryDirectory() as folder:
        frame = read(library(folder), "wa_churn")
    RAW.mkdir(parents=True, exist_ok=True)
    with (RAW / "customers.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("customer_no", *COLUMNS))
        for number, row in enumerate(frame[list(COLUMNS)].itertuples(index=False), 1):
            cells = ["" if cell != cell else cell for cell in row]  # noqa: PLR0124 - not a number
            # 1.0 is 1, and 100.0 is not 1E+2
            cells = [f"{cell:.2f}".removesuffix(".00") if isinstance(cell, float) else cell for cell in cells]
            writer.writerow((number, *cells))
    print(f"{RAW}/customers.csv: {len(frame):,} customers")


if __name__ == "__main__":
    main()
