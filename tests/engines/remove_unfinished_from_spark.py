"""Remove what a killed run left in the Spark warehouse in the current folder: folders that no table owns."""

import shutil
from pathlib import Path

from pyspark.sql import SparkSession

session = SparkSession.builder.enableHiveSupport().getOrCreate()
for database in session.catalog.listDatabases():
    owned = {table.name for table in session.catalog.listTables(database.name)}
    for folder in Path("spark-warehouse", f"{database.name}.db").glob("*"):
        if folder.name not in owned:
            shutil.rmtree(folder)
