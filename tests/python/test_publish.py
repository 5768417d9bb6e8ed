"""What consumers read: the marts of a build that passed, whole, whatever else goes on."""

import json
import random
import shutil
import subprocess
import sys
import threading
import time
from collections import defaultdict
from pathlib import Path

import duckdb
import jsonschema
import pytest
from conftest import PROJECT, connect, dbt_build
from publish import publish
from test_broken_inputs import rebuild

SCRIPT = PROJECT / "scripts/publish.py"
MARTS = (
    "select table_name from information_schema.tables "
    "where table_schema = 'marts' and table_catalog = current_database() order by 1"
)


@pytest.fixture
def published(demo, tmp_path):
    """Return the folder where the demo company is published, from a copy of its database beside it."""
    shutil.copyfile(demo.database, tmp_path / "demo.duckdb")
    publish(tmp_path / "demo.duckdb", tmp_path / "published")
    return tmp_path / "published"


def days(folder):
    """Return the days that the tables of the file, and of the Parquet files, are of; one each unless they are mixed."""
    with duckdb.connect() as connection:
        connection.execute(f"attach '{folder}/demo.duckdb' as published (read_only)")
        # the path of the files is looked up once, as a reader does
        parquet = (folder / "demo").resolve()
        return [
            {day for (day,) in connection.execute(f"{sql} union all {sql_of_runs}").fetchall()}
            for sql, sql_of_runs in (
                [f"select as_of_date from published.marts.{mart}" for mart in ("customer_tags", "tag_runs")],
                [f"select as_of_date from '{parquet}/{mart}/*.parquet'" for mart in ("customer_tags", "tag_runs")],
            )
        ]


def next_day(database):
    """Move the tables of a database on by a day, as a build does."""
    with duckdb.connect(str(database)) as connection:
        for mart in ("customer_tags", "tag_runs"):
            connection.execute(f"update marts.{mart} set as_of_date = as_of_date + 1")


def test_the_marts_are_published_and_nothing_else(demo, published):
    """Row by row, in the file and as Parquet."""
    with connect(demo.database) as built, duckdb.connect(str(published / "demo.duckdb"), read_only=True) as file:
        marts = [name for (name,) in built.execute(MARTS).fetchall()]
        assert len(marts) > 10
        kinds = "select table_schema, table_name, table_type = 'VIEW' from information_schema.tables order by all"
        assert file.execute(kinds).fetchall() == [("marts", mart, mart == "customer_360") for mart in marts]
        tables = [mart for mart in marts if mart != "customer_360"]
        assert sorted(path.name for path in (published / "demo").iterdir()) == tables
        for mart in marts:
            rows = built.execute(f"from {mart} order by all").fetchall()
            assert file.execute(f"from marts.{mart} order by all").fetchall() == rows
        for mart in tables:
            rows = built.execute(f"from {mart} order by all").fetchall()
            assert file.execute(f"from '{published}/demo/{mart}/*.parquet' order by all").fetchall() == rows


def test_it_may_be_published_again(published, tmp_path, monkeypatch):
    """From the project's folder, as make does; each time the old files go and the new ones stay."""
    monkeypatch.chdir(tmp_path)
    for _ in range(3):
        publish(Path("demo.duckdb"), Path("published"))
        assert all(len(one) == 1 for one in days(published))
        assert len(list(published.iterdir())) == 4  # the lock, the database, the tables and the name that leads to them


def test_a_failed_build_is_not_published(demo, published, tmp_path, note_bad_input):
    """Nor a part of one; readers keep what they had, and stop no build."""
    before = (published / "demo.duckdb").read_bytes(), sorted(published.rglob("*"))
    with duckdb.connect(str(published / "demo.duckdb"), read_only=True):
        part = rebuild(PROJECT, demo, tmp_path, "--select", "dim_tags")
        assert part.returncode == 0, part.output
    line = "not published: the last build left out models or tests; run make build DATA=demo"
    with pytest.raises(SystemExit, match=line):
        publish(tmp_path / "demo.duckdb", published)
    note_bad_input("build", "publishing a part of a build", f"data/demo.duckdb: {line}")
    with duckdb.connect(str(tmp_path / "demo.duckdb")) as connection:
        connection.execute("update marts.customer_tags set gender = 'male' where gender = 'female'")
    failed = dbt_build(tmp_path, "demo", "--select", "assert_wide_and_long_tags_agree")
    assert failed.returncode == 1
    line = "not published: 1 models or tests of the last build failed; run make build DATA=demo"
    with pytest.raises(SystemExit, match=line):
        publish(tmp_path / "demo.duckdb", published)
    note_bad_input("build", "publishing after a test failed", f"data/demo.duckdb: {line}")
    assert (before[0], sorted(published.rglob("*"))) == ((published / "demo.duckdb").read_bytes(), before[1])


def test_an_acknowledgement_of_what_was_never_sent_stops_publishing(demo, tmp_path, note_bad_input):
    """The destination counts otherwise than the feed; what was known of its answers stays."""
    raw = tmp_path / "raw"
    shutil.copytree(demo.raw_dir, raw)
    with (raw / "demo_crm/feed_acknowledgements.csv").open("a", encoding="utf-8") as file:
        file.write("local_marketing,990,成功,,\nmailer,1,成功,,\n")
    models = ("+cdp_acknowledgements,path:models/base", "+cdp_acknowledgements,path:models/staging/stg_cdp*")
    selected = (*models, "cdp_acknowledgements", "assert_acknowledgements_are_of_rows_that_were_sent")
    build = rebuild(PROJECT, demo, tmp_path, "--select", *selected, raw_dir=str(raw))
    assert build.returncode == 1
    line = "demo_crm.cdp_acknowledgements: local_marketing acknowledges row 990, but was sent no more than"
    note_bad_input("data", "acknowledgement of a row that was never sent", build.line(line))
    build.line("demo_crm.cdp_acknowledgements: mailer acknowledges row 1, but there is no such destination")
    answers = "from cdp_acknowledgements order by destination, sequence"
    assert build.query(answers) == demo.query(answers)


def test_a_database_that_cannot_be_read_is_told(published, tmp_path, note_bad_input):
    """It is being built, is not there, or is of an earlier version."""
    holder = "import duckdb, sys; c = duckdb.connect(sys.argv[1]); print('open', flush=True); input()"
    with subprocess.Popen(
        [sys.executable, "-c", holder, str(tmp_path / "demo.duckdb")], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as building:
        assert building.stdout.readline() == b"open\n"
        line = "is being built; wait for it, then run make publish"
        with pytest.raises(SystemExit, match=line):
            publish(tmp_path / "demo.duckdb", published)
        note_bad_input("build", "publishing during a build", f"data/demo.duckdb: {line}")
        building.communicate(b"\n")
    with pytest.raises(SystemExit, match=r"other.duckdb: is not there; run make build DATA=other"):
        publish(tmp_path / "other.duckdb", published)
    with duckdb.connect(str(tmp_path / "demo.duckdb")) as connection:
        connection.execute("drop table main.last_run")
    with pytest.raises(SystemExit, match="built by an earlier version"):
        publish(tmp_path / "demo.duckdb", published)


def test_readers_see_the_old_or_the_new_day(published, tmp_path):
    """Never a mixture, while publications follow each other; who has a file open reads the old one to its end."""
    seen, stop = [], threading.Event()

    def read():
        while not stop.is_set():
            try:
                seen.append(days(published))
            except duckdb.IOException:  # the folder of a day that was replaced while its files were listed
                seen.append(None)

    reader = threading.Thread(target=read)
    with duckdb.connect(str(published / "demo.duckdb"), read_only=True) as opened:
        first = opened.execute("select max(as_of_date) from marts.tag_runs").fetchall()
        reader.start()
        for _ in range(5):
            next_day(tmp_path / "demo.duckdb")
            publish(tmp_path / "demo.duckdb", published)
        stop.set()
        reader.join()
        assert opened.execute("select max(as_of_date) from marts.tag_runs").fetchall() == first
    whole = [days_seen for days_seen in seen if days_seen]
    assert all(len(one) == 1 for days_seen in whole for one in days_seen)
    assert len({min(one) for days_seen in whole for one in days_seen}) > 2


def test_a_killed_publication_leaves_a_whole_day(published, tmp_path):
    """At 20 points, then once to its end."""
    moments = random.Random(7)
    for _ in range(20):
        next_day(tmp_path / "demo.duckdb")
        arguments = [sys.executable, str(SCRIPT), "--data-set", "demo", "--data-dir", str(tmp_path)]
        with subprocess.Popen(arguments, stdout=subprocess.DEVNULL) as process:
            time.sleep(moments.uniform(0.1, 1))
            process.kill()
        assert all(len(one) == 1 for one in days(published))
    publish(tmp_path / "demo.duckdb", published)
    file, parquet = days(published)
    with duckdb.connect(str(tmp_path / "demo.duckdb"), read_only=True) as built:
        assert file == parquet == set(built.execute("select as_of_date from marts.tag_runs").fetchall()[0])
    # nothing is left over
    assert len([path for path in Path(published).iterdir() if path.name != ".lock"]) == 3


def test_make_sync_brings_marketing_who_may_be_addressed(demo, published, tmp_path):
    """With the tags of customer_marketing_tags; every payload is as its published schema says."""
    command = [PROJECT / ".venv-sync/bin/python", PROJECT / "scripts/sync.py", "--data-set", "demo"]
    command += ["--destination", "local_marketing", "--data-dir", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    with duckdb.connect(str(tmp_path / "destinations/local_marketing.duckdb"), read_only=True) as connection:
        profiles = dict(connection.execute("select key, payload from profiles").fetchall())
    tags = defaultdict(set)
    for customer, tag, value in demo.query("select customer_id, tag_code, tag_value from customer_marketing_tags"):
        tags[customer].add((tag, value))
    assert len(tags) > 50
    segments, arms = defaultdict(set), defaultdict(set)
    for code, customer in demo.query(
        "select segment_code, customer_id from customer_segments inner join dim_segments using (segment_code) "
        "where purpose = 'marketing'"
    ):
        segments[customer].add(code)
    for customer, arm in demo.query(
        "select customer_id, campaign_code || ': ' || arm from campaign_assignments "
        "inner join dim_campaigns using (campaign_code) where end_date >= date '2025-12-31'"
    ):
        arms[customer].add(arm)
    assert segments.keys() & tags.keys()
    assert arms.keys() & tags.keys()
    schema = json.loads((PROJECT / "docs/tags/payload.schema.json").read_text(encoding="utf-8"))
    validator = jsonschema.Draft202012Validator(schema)
    for customer, payload in profiles.items():
        profile = json.loads(payload)
        validator.validate(profile)
        assert set(profile.pop("segments")) == segments[customer]
        assert set(profile.pop("campaign_arms")) == arms[customer]
        pairs = {
            (tag, one) for tag, value in profile.items() for one in (value if isinstance(value, list) else [value])
        }
        assert pairs == tags[customer]
    assert profiles.keys() == tags.keys()
    assert not validator.is_valid({"gender": "none of these"})
