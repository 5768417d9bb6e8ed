"""Phones and e-mail addresses of staging against the rules of libphonenumber."""

import csv
import random
import shutil

import phonenumbers
from conftest import dbt_build
from phonenumbers import PhoneNumberFormat, PhoneNumberType


def candidates():
    """Return texts that people write for phones: mainland numbers in many spellings, examples of all countries."""
    rng = random.Random(7)
    texts = []
    for _ in range(2_000):
        number = f"1{rng.randrange(10**10):010d}"
        spellings = (
            number, f"+86{number}", f"+86 {number}", f"0086-{number}", f"86 {number}", f"({number})",
            f"{number[:3]}-{number[3:7]}-{number[7:]}", f"{number[:3]} {number[3:7]} {number[7:]}", f"\u200b{number}　",
            number[:-1], f"{number}1", f"010-{number[:8]}", f"0755{number[1:9]}", f"+86 10 {number[:8]}",
        )  # fmt: skip
        texts.append(rng.choice(spellings))
    for region in sorted(phonenumbers.SUPPORTED_REGIONS):
        example = phonenumbers.example_number_for_type(region, PhoneNumberType.MOBILE)
        if example and region != "CN":
            e164 = phonenumbers.format_number(example, PhoneNumberFormat.E164)
            trunk = phonenumbers.PhoneMetadata.metadata_for_region(region).national_prefix or ""
            texts += [
                e164, f"00{e164[1:]}", phonenumbers.format_number(example, PhoneNumberFormat.INTERNATIONAL),
                f"+{example.country_code} ({trunk}) {e164[1 + len(str(example.country_code)):]}",
                e164[:-4], f"{e164}00000",
            ]  # fmt: skip
    return [*texts, "", "n/a", "+", "+86", "12345", "+0123456789", "１３８００１３８０００"]


def library_number(text):
    """Return a number in E.164 and whether it is a mainland mobile, by libphonenumber; None if it is not valid."""
    dialled = f"+{text[2:]}" if text.startswith("00") else text
    try:
        number = phonenumbers.parse(dialled, "CN")
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    is_mobile = phonenumbers.number_type(number) == PhoneNumberType.MOBILE and number.country_code == 86
    return phonenumbers.format_number(number, PhoneNumberFormat.E164), is_mobile


def test_phones_are_normalised_as_by_libphonenumber(demo, tmp_path):
    """Where both know a number they spell it alike; all mainland mobiles are known, and no landline passes for one."""
    raw = tmp_path / "raw"
    shutil.copytree(demo.raw_dir, raw)
    path = raw / "demo_crm/customers.csv"
    heading = path.read_text(encoding="utf-8").splitlines()[0].split(",")
    texts = candidates()
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, heading)
        writer.writeheader()
        writer.writerows({"member_no": f"P{number}", "phone": text} for number, text in enumerate(texts))
    build = dbt_build(tmp_path, "demo", "--select", "+stg_customer_identifiers", raw_dir=str(raw))
    found = dict(
        build.query(
            "select source_customer_id, identifier_value from stg_customer_identifiers__standardised "
            "where source_system = 'demo_crm' and identifier_type = 'phone' "
            # some of the library's examples are placeholders, such as +86 138 0013 8000
            "and coalesce(fault, 'placeholder_identifier') = 'placeholder_identifier'"
        )
    )
    mobiles = foreign = 0
    for number, text in enumerate(texts):
        ours, theirs = found.get(f"P{number}"), library_number(text)
        if theirs is None:
            continue
        e164, is_mainland_mobile = theirs
        if is_mainland_mobile or not e164.startswith("+86"):
            assert ours == e164, text
        else:
            assert ours is None, text
        mobiles += is_mainland_mobile
        foreign += not e164.startswith("+86")
    assert mobiles > 500
    assert foreign > 700
