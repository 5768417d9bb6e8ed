"""Put Kevin Hillstrom's e-mail experiment into data/raw/hillstrom, with a number for each customer.

Download the file first, from http://www.minethatdata.com/Kevin_Hillstrom_MineThatData_E-MailAnalytics_DataMiningChallenge_2008.03.20.csv
(or from a project that has a copy: its content is checked).

python data_sets/hillstrom/land.py downloaded.csv
"""

import csv
import hashlib
import sys
from pathlib import Path

RAW = Path("data/raw/hillstrom")
# of the file as published, whatever ends its lines
SHA256 = "27bab8c5d3669f26ec08ebb50a0a78317542f29501156f2e2af6781fab4cd7e2"


def main():
    """Write one CSV file. SystemExit if it is not the published one."""
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    text = Path(sys.argv[1]).read_bytes().replace(b"\r\n", b"\n")
    if hashlib.sha256(text).hexdigest() != SHA256:
        sys.exit(f"PROBLEM {sys.argv[1]}: is not the published file; download it again")
    headings, *rows = csv.reader(text.decode("ascii").splitlines())
    RAW.mkdir(parents=True, exist_ok=True)
    with (RAW / "customers.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("customer_no", *headings))
        writer.writerows((number, *row) for number, row in enumerate(rows, 1))
    print(f"{RAW}/customers.csv: {len(rows):,} customers")


if __name__ == "__main__":
    main()
