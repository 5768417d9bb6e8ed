"""The demo company on Spark, in one process, with a warehouse of its own in a temporary folder."""

import os
import subprocess
import sys
import time
from pathlib import Path

from compare import KEPT, assert_same_tables
from conftest import dbt, kill_dbt_after, kill_dbt_when, layer_of
from pyspark.sql import SparkSession

# Spark gives times in the zone of this process; the tables hold local times without a zone. For a few rows, compiling
# and shuffling in 200 parts cost more than they bring.
VARIABLES = {
    "TZ": "UTC",
    "PYSPARK_SUBMIT_ARGS": "--conf spark.ui.enabled=false --conf spark.sql.shuffle.partitions=2 "
    "--conf spark.default.parallelism=2 --conf spark.sql.codegen.wholeStage=false "
    "--conf spark.driver.extraJavaOptions='-XX:TieredStopAtLevel=1 -XX:ReservedCodeCacheSize=512m' pyspark-shell",
}
# what they say of these tables holds on DuckDB, and the tables are the same: `make test-long` runs them here, too
KEPT_TESTS = (
    "assert_feed*", "assert_history*", "assert_campaigns*", "assert_segments*", "assert_replaying*",
    "assert_acknowledgements*", "assert_destinations*",
)  # fmt: skip
LONG = os.environ.get("LONG")
os.environ.update(VARIABLES)
time.tzset()


def test_spark_builds_the_same_tables(on_duckdb, tmp_path, monkeypatch):
    """Every table, row by row, by a build that was killed and repeated; then the day itself is repeated."""
    build = (".venv-spark", tmp_path, "build", "--target", "spark", "--exclude-resource-type", "test", "unit_test")

    def run(script):
        """In a process of its own: only one at a time may hold the catalogue."""
        subprocess.run(
            [sys.executable, Path(__file__).with_name(script)], cwd=tmp_path, check=True, capture_output=True
        )

    run("load_into_spark.py")
    # before what takes minutes on Spark
    kill_dbt_after("stg_identity_decisions__standardised", *build, variables=VARIABLES)
    # Spark refuses to write where a killed run left files
    run("remove_unfinished_from_spark.py")
    dbt(*build, variables=VARIABLES)
    # logs take back what they wrote of the day: the other rows are kept, and then put back. A run that is killed before
    # they are back has lost nothing
    kept = tmp_path / "spark-warehouse/history.db/customer_tag_states__kept/_SUCCESS"
    again = (*build[:5], "--select", "path:models/intermediate/states", "path:models/history")
    kill_dbt_when(kept.exists, *again, variables=VARIABLES)
    run("remove_unfinished_from_spark.py")
    dbt(*again, *((*KEPT_TESTS, "--indirect-selection", "empty") if LONG else build[5:]), variables=VARIABLES)

    publish = ".venv-spark", tmp_path, "run-operation", "publish", "--args", "{into: shop}", *build[3:5]
    run("note_that_tests_passed_on_spark.py")
    dbt(*publish, variables=VARIABLES)
    dbt(*publish, variables=VARIABLES)

    monkeypatch.chdir(tmp_path)
    session = SparkSession.builder.enableHiveSupport().config("spark.sql.session.timeZone", "UTC").getOrCreate()

    assert session.table("shop.customer_tags").count() == len(on_duckdb("customer_tags")[1])
    assert "shop_1.customer_tags" in session.sql("show create table shop.customer_tags").first()[0]

    def on_spark(name):
        table = session.table(f"{layer_of(name)}.{name}")
        return table.columns, [tuple(row) for row in table.collect()]

    assert_same_tables(on_duckdb, on_spark, also=KEPT)
