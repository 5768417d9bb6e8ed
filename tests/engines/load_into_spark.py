"""Load the demo company's raw files into tables of the Spark warehouse in the current folder."""

from conftest import raw_tables
from pyspark.sql import SparkSession

session = SparkSession.builder.enableHiveSupport().getOrCreate()
for (system, table), (columns, path) in raw_tables().items():
    session.sql(f"create database if not exists {system}")
    rows = session.read.csv(
        str(path), header=True, escape='"', schema=", ".join(f"{column} string" for column in columns)
    )
    rows.coalesce(1).write.format("parquet").mode("overwrite").saveAsTable(f"{system}.{table}")
