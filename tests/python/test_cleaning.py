"""Spellings of dates, amounts and words, in hand-written cases: what is read, and what must not be."""

import json

import duckdb
import pytest
from conftest import run_dbt

DATES = {
    "2025-03-05": "2025-03-05 00:00:00",
    "2025-3-5": "2025-03-05 00:00:00",
    "2025/03/05 7:08": "2025-03-05 07:08:00",
    "2025-03-05T07:08:09": "2025-03-05 07:08:09",
    " ２０２５－０３－０５　07:08:09": "2025-03-05 07:08:09",
    "2025-03-05 07:08:09.123456789": "2025-03-05 07:08:09",
    "2025/3/5 07:08:09.9": "2025-03-05 07:08:09",
    "2025.3.5": "2025-03-05 00:00:00",
    "2025.03.05 23:59:59": "2025-03-05 23:59:59",
    "2025年3月5日": "2025-03-05 00:00:00",
    "2025年12月31日 23:59": "2025-12-31 23:59:00",
    "20250305": "2025-03-05 00:00:00",
    "20250305 07:08:09": "2025-03-05 07:08:09",
    "2024-02-29": "2024-02-29 00:00:00",
    "9999-12-31": "9999-12-31 00:00:00",
    # no real day or time
    "2025-02-29": None,
    "20250229": None,
    "2025年2月30日": None,
    "2025.13.01": None,
    "2025-03-05 24:00:00": None,
    "2025-03-05 07:60": None,
    "0999-01-01": None,
    # ambiguous or half told
    "05/03/2025": None,
    "2025-03": None,
    "202503": None,
    "2025年3月": None,
    "2025-03-05 07": None,
    "2025-03-05.5": None,
    "2025.03.05 07:08:09.5": None,
    "2025-03-05 07:08:09.1234567890": None,
    "2025-03-05 07:08:09Z": "2025-03-05 15:08:09",
    "2025-03-05T20:08:09.123Z": "2025-03-06 04:08:09",
    "2025-03-05T07:08+0100": "2025-03-05 14:08:00",
    "2025-03-05T07:08:09-05": None,
    "2025-02-30T07:08:09Z": None,
    "2025-03-05T07:08:09-05:30": "2025-03-05 20:38:09",
    "2025-03-05Z": None,
    "2025-03-05 07:08:09+08:00": "2025-03-05 07:08:09",
    "45721": None,
    "yesterday": None,
    "": None,
}
AMOUNTS = {
    "12.50": "12.50",
    "-12.5": "-12.50",
    "0": "0.00",
    "1.005": "1.01",
    "1234567890123.45": "1234567890123.45",
    "1,234.50": "1234.50",
    "１，２３４．５０": "1234.50",
    "\u202d1,234.50\u202c": "1234.50",
    "1,234,567": "1234567.00",
    "￥12.50": "12.50",
    "¥ 1,234.50": "1234.50",
    "-¥12": "-12.00",
    "¥-12": "-12.00",
    "12.50元": "12.50",
    "12.50 元": "12.50",
    "CNY 12.50": "12.50",
    "rmb12.50": "12.50",
    "¥12.50元": "12.50",
    "人民币12": "12.00",
    "￥　１２．５０": "12.50",
    "12,50": None,
    "12,5元": None,
    "1,23,456": None,
    "1234,567": None,
    ",123": None,
    "$12.50": None,
    "USD 12.50": None,
    "12.50€": None,
    "¥": None,
    "元": None,
    "12-": "-12.00",
    "¥12-": "-12.00",
    "--12": None,
    "- 12": None,
    "1e3": "1000.00",
    "2.7e-1": "0.27",
    "1.2E+03": "1200.00",
    "1e13": None,
    "-12-": None,
    "(-12)": None,
    "(¥1,234.50)": "-1234.50",
    "+12": "12.00",
    "270.2999878": "270.30",
    "1.234": "1.23",
    "12.5.0": None,
    "12.1234567": "12.12",
    "12345678901234": None,
    "(12.50)": "-12.50",
    "一百": None,
    "": None,
}
PLACES = {
    "廣東省": "广东省",
    "黑龍江": "黑龙江",
    "臺灣省": "台湾省",
    "澳門": "澳门",
    "陝西": "陕西",
    "寧夏回族自治區": "宁夏回族自治区",
    "內蒙古": "内蒙古",
    "瀋陽市": "沈阳市",
    "濟南": "济南",
    "廈門": "厦门",
    "烏魯木齊": "乌鲁木齐",
    "哈爾濱": "哈尔滨",
    "景德鎮": "景德镇",
    "阿勒泰地區": "阿勒泰地区",
    "杭州": "杭州",
    "Hangzhou": "Hangzhou",
}


@pytest.fixture(scope="module")
def readings(tmp_path_factory):
    """Return what the macros read, by text, run by DuckDB outside of dbt."""
    inline = (
        "select raw, cast({{ read_timestamp('raw') }} as varchar) as moment, "
        "cast({{ read_amount('raw') }} as varchar) as amount, {{ simplified_place('raw') }} as place from cases"
    )
    folder = tmp_path_factory.mktemp("readings")
    done = run_dbt(folder, "demo", "compile", "--inline", inline, "--output", "json", "--quiet")
    sql = json.loads(done.stdout[done.stdout.index("{") :])["compiled"]
    with duckdb.connect() as connection:
        connection.execute("create table cases (raw varchar)")
        connection.executemany("insert into cases values (?)", [[text] for text in [*DATES, *AMOUNTS, *PLACES]])
        return {raw: read for raw, *read in connection.sql(sql).fetchall()}


@pytest.mark.parametrize("text", DATES)
def test_dates(readings, text):
    """Real days in one of the spellings, and nothing that could be another day."""
    assert readings[text][0] == DATES[text]


@pytest.mark.parametrize("text", AMOUNTS)
def test_amounts(readings, text):
    """Numbers in the company's currency."""
    assert readings[text][1] == AMOUNTS[text]


@pytest.mark.parametrize("text", PLACES)
def test_places(readings, text):
    """Traditional characters of place names."""
    assert readings[text][2] == PLACES[text]


# of systems that write otherwise: a format of their own, times in UTC, and a sign with a point in it
IN_A_FORMAT = {
    "11/8/2016": "2016-11-08 00:00:00", "11/08/2016": "2016-11-08 00:00:00", "13/08/2016": None, "2/30/2016": None,
    "2016-11-08": None, "11-8-2016": None, "": None,
}  # fmt: skip
WITH_TIME = {"8.11.2016 07h05": "2016-11-08 07:05:00", "8.11.2016": None, "8.11.2016 24h00": None}
IN_UTC = {
    "2026-02-20T10:00:00Z": "2026-02-20 11:00:00", "2026-02-20 10:00": "2026-02-20 11:00:00",
    "2026-07-20 23:30:00": "2026-07-21 01:30:00", "2025-12-05": "2025-12-05 00:00:00",
    "2025年12月5日": "2025-12-05 00:00:00", "2026-02-20T10:00:00+02:00": "2026-02-20 09:00:00",
}  # fmt: skip
IN_RUPEES = {"Rs.100": "100.00", "rs. 1,234.50": "1234.50", "Rs 100": None, "R$5": "5.00", "Rs.": None, "x100": None}


def test_systems_that_write_otherwise(tmp_path):
    """A format that is said once, UTC times with and without an offset, and signs taken literally."""
    readers = {
        "read_timestamp('raw', format='MM/DD/YYYY')": IN_A_FORMAT,
        "read_timestamp('raw', format='DD.MM.YYYY HHhMI')": WITH_TIME,
        "read_timestamp('raw', utc=true)": IN_UTC,
        "read_amount('raw')": IN_RUPEES,
        "unreadable_columns([['day', 'raw', 'timestamp', {'format': 'MM/DD/YYYY'}]])": {
            "11/8/2016": None, "2016-11-08": "day", " ": None,
        },
    }  # fmt: skip
    columns = (f"cast({{{{ {reader} }}}} as varchar) as c{number}" for number, reader in enumerate(readers))
    done = run_dbt(
        tmp_path, "demo", "compile", "--inline", f"select raw, {', '.join(columns)} from cases", "--output", "json",
        "--quiet", timezone="Europe/Amsterdam", currency_signs=["Rs.", "R$", "INR"],
    )  # fmt: skip
    sql = json.loads(done.stdout[done.stdout.index("{") :])["compiled"]
    with duckdb.connect() as connection:
        connection.execute("create table cases (raw varchar)")
        texts = {text for cases in readers.values() for text in cases}
        connection.executemany("insert into cases values (?)", [[text] for text in texts])
        found = {raw: read for raw, *read in connection.sql(sql).fetchall()}
    for number, (reader, cases) in enumerate(readers.items()):
        assert {text: found[text][number] for text in cases} == cases, reader
