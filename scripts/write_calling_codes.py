"""Write seeds/reference/calling_codes.csv: trunk prefixes and lengths of phone numbers, from libphonenumber."""

import csv
from pathlib import Path

from phonenumbers import COUNTRY_CODE_TO_REGION_CODE, PhoneMetadata

SEED = Path(__file__).parents[1] / "seeds/reference/calling_codes.csv"


def main():
    """Write one row a calling code, by the rules of its main country."""
    with SEED.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["calling_code", "country", "trunk_prefix", "number_lengths", "mobile_lengths"])
        for code, regions in sorted(COUNTRY_CODE_TO_REGION_CODE.items()):
            country = regions[0]
            if country == "001":  # satellites and other networks of no country
                continue
            rules = PhoneMetadata.metadata_for_region(country)
            # a description without lengths of its own has the general ones
            kinds = (rules.general_desc, rules.mobile if rules.mobile.possible_length else rules.general_desc)
            lengths = [" ".join(map(str, kind.possible_length)) for kind in kinds]
            writer.writerow([code, country, rules.national_prefix or "", *lengths])


if __name__ == "__main__":
    main()
