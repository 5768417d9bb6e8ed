"""Load raw files into tables of text in the Spark warehouse of the current folder: python load_into_spark.py RAW."""

import sys
from pathlib import Path

from pyspark.sql import SparkSession

# the day of arrival, which the folders' names tell, stays text like the rest
session = (
    SparkSession.builder.enableHiveSupport()
    .config("spark.sql.sources.partitionColumnTypeInference.enabled", "false")
    .getOrCreate()
)
for folder in sorted(Path(sys.argv[1]).glob("*/*")):
    system, table = folder.parts[-2:]
    session.sql(f"create database if not exists {system}")
    rows = session.read.option("basePath", str(folder)).csv(f"{folder}/*/*.csv", header=True, escape='"')
    rows.write.format("parquet").saveAsTable(f"{system}.{table}")
