"""Load the demo company's raw files into tables of the Spark warehouse in the current folder.

python load_into_spark.py before: what arrived until the day before; python load_into_spark.py after: the rest
"""

import sys

from conftest import DAY_BEFORE, raw_tables
from pyspark.sql import SparkSession

session = SparkSession.builder.enableHiveSupport().getOrCreate()
for (system, table), (columns, path) in raw_tables().items():
    session.sql(f"create database if not exists {system}")
    rows = session.read.csv(
        str(path), header=True, escape='"', schema=", ".join(f"{column} string" for column in columns)
    )
    if "loaded_date" in columns:
        rows = rows.where(f"loaded_date {'<=' if sys.argv[1] == 'before' else '>'} '{DAY_BEFORE}'")
    elif sys.argv[1] == "after":
        continue
    rows.coalesce(1).write.format("parquet").mode("append").saveAsTable(f"{system}.{table}")
