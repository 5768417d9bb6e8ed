"""Raw CSV files that cannot be read: what is told names file, line and remedy, and shows nothing of the line."""

import pytest
from company import write, write_company
from conftest import copy_project, dbt_build
from convert_to_utf8 import convert

PERSONAL = ("Zhang3", "13900001111", "secret@person.cn", "秘密")
LATE = "".join(f"L{number},a\n" for number in range(30_000))  # beyond what DuckDB looks at before it reads
# entity: file, encoding, and what is told
FILES = {
    "interactions": (
        "interaction_id,source_customer_id,occurred_at,interaction_type\n1,1,2026-01-01,visit\n"
        "2,1,2026-01-01,Zhang3,13900001111,secret@person.cn\n", "utf-8",
        "interactions.csv, line 3: has more cells than headings; quote text that contains a comma",
    ),
    "orders": (
        "order_id,source_customer_id,ordered_at,order_status,paid_amount\nA,1,2026-01-01,completed,1\nZhang3,13900001111\n",
        "utf-8", "orders.csv, line 3: has fewer cells than headings",
    ),
    "products": (
        f"product_id,product_name\n{LATE}Zhang3,\"Zhang3\"13900001111\n", "utf-8",
        "products.csv, line 30002: has a quote that is not closed, or stands inside a cell",
    ),
    "promotions": (
        "promotion_id,promotion_name,promotion_type\nP,\"Zhang3 13900001111,coupon\nQ,a,coupon\n", "utf-8",
        "promotions.csv, line 2: has a quote that is not closed",
    ),
    "coupons": (
        f"coupon_id,source_customer_id\n{LATE}C,秘密Zhang3\n", "gbk",
        "coupons.csv, line 30002: is not UTF-8; convert the file: make convert-to-utf8 FILE=",
    ),
    "returns": (
        "编号,return_id,order_item_id,returned_at\nZhang3,李四,a,2\n", "gbk",
        "returns.csv, row 1: has none of the columns that base_shop__returns reads; is it UTF-8",
    ),
    "memberships": (
        "membership_id;source_customer_id;joined_at\nZhang3;13900001111;2026-01-01\n", "utf-8",
        "memberships.csv: looks separated by semicolons; save it with commas, or set delim in the var csv_options",
    ),
    "service_contacts": (
        "Zhang3,13900001111,2026-01-01,phone\nS2,1,2026-01-02,phone\n", "utf-8",
        "service_contacts.csv, row 1: looks like data, not like headings",
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def broken(tmp_path_factory):
    """Build a company all of whose files are broken, each in its own way, but for its customers."""
    folder = tmp_path_factory.mktemp("broken")
    project = copy_project(folder)
    tables = {"customers": "source_customer_id\n1\n"} | {entity: text for entity, (text, _, _) in FILES.items()}
    tables["returns"] = "return_id,order_item_id,returned_at\n"
    tables["memberships"] = tables["memberships"].replace(";", ",")
    tables["service_contacts"] = "service_contact_id,source_customer_id,contacted_at,channel\n"
    write_company(project, folder / "raw", tables, name="broken")
    for entity, (text, encoding, _) in FILES.items():
        write(folder / f"raw/{entity}.csv", text, encoding)
    select = ("--exclude-resource-type", "test", "--select", *(f"+stg_{entity}" for entity in FILES))
    return dbt_build(folder, "broken", *select, project=project, raw_dir=str(folder / "raw"))


@pytest.mark.parametrize("entity", FILES)
def test_a_line_that_cannot_be_read_is_named(broken, entity, note_bad_input):
    """By file and line, whichever way dbt is called."""
    assert broken.returncode == 1
    note_bad_input("file", f"{entity}.csv", broken.line(FILES[entity][2]))


def test_nothing_of_the_line_is_shown(broken):
    """Neither on screen nor in logs nor in what dbt writes."""
    folder = broken.database.parent
    written = [path for name in ("logs", "target") for path in (folder / name).rglob("*") if path.is_file()]
    assert len(written) > 10
    texts = [broken.output.encode(), *(path.read_bytes() for path in written)]
    assert [secret for secret in PERSONAL for text in texts if secret.encode() in text] == []


CHINESE = "编号,姓名,城市\n" + "1,王小明,北京\n2,李雷,上海\n" * 20
TAIWAN = "編號,姓名,城市\n" + "1,陳大文,臺北\n2,林小姐,高雄\n" * 20
GERMAN = "id,name,city\n" + "1,Zoë Müller,Köln\n2,José Peña,España €5\n" * 20


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (CHINESE, "gbk"), (CHINESE, "gb18030"), (CHINESE, "utf-16"), (CHINESE, "utf-8-sig"), (TAIWAN, "big5"),
        (GERMAN, "cp1252"), (GERMAN, "utf-16-le"),
    ],
)  # fmt: skip
def test_files_in_other_encodings_are_converted(tmp_path, text, encoding):
    """The text is the same, and the file as it was stays."""
    path = tmp_path / "clients.csv"
    path.write_bytes(text.encode(encoding))
    assert "to UTF-8" in convert(path)
    assert path.read_bytes() == text.encode()
    assert (tmp_path / "clients.csv.original").read_bytes() == text.encode(encoding)
    assert "nothing was done" in convert(path)


def test_a_file_that_is_not_in_the_encoding_stays(tmp_path):
    """Line and remedy are told, and nothing is replaced by question marks."""
    path = tmp_path / "clients.csv"
    path.write_bytes(CHINESE.encode("gbk"))
    with pytest.raises(ValueError, match=r"clients.csv, line 1: is not ascii; say which encoding it is"):
        convert(path, "ascii")
    assert path.read_bytes() == CHINESE.encode("gbk")
