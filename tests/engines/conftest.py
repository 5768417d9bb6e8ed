"""Builds the demo company, and with it the companies of all packs, on DuckDB and on another engine."""

import atexit
import csv
import fcntl
import functools
import hashlib
import os
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

import duckdb
import pytest
import yaml

PROJECT = Path(__file__).parents[2]
PACKS = sorted(folder.name for folder in (PROJECT / "models/packs").iterdir())
SYSTEMS = {
    pack: yaml.safe_load((PROJECT / f"data_sets/{pack}/vars.yml").read_text(encoding="utf-8"))["source_systems"]
    for pack in PACKS
}
SETTINGS = yaml.safe_load((PROJECT / "data_sets/demo/vars.yml").read_text(encoding="utf-8"))
SETTINGS["packs"] = PACKS
for systems in SYSTEMS.values():
    SETTINGS["source_systems"] |= systems
KEY = "test-key-of-the-tests-which-hides-nobody"
ENVIRONMENT = os.environ | {"DBT_ENV_SECRET_PSEUDONYM_KEY": KEY}


@functools.cache
def project():
    """Return a copy of the project in which the systems of all packs belong to the demo company."""
    copy = Path(tempfile.mkdtemp(prefix="project-"))
    atexit.register(shutil.rmtree, copy)
    for name in ("models", "macros", "seeds", "tests", "data_sets"):
        shutil.copytree(PROJECT / name, copy / name, ignore=shutil.ignore_patterns("python", "data", "raw"))
    for name in ("dbt_project.yml", "profiles.yml", "selectors.yml"):
        shutil.copyfile(PROJECT / name, copy / name)
    for pack in PACKS:
        for file in (PROJECT / f"data_sets/{pack}/models/base").iterdir():
            text = file.read_text(encoding="utf-8").replace(
                "{{ var('raw_dir') }}", str(PROJECT / f"data_sets/{pack}/raw")
            )
            target = copy / "data_sets/demo/models/base" / file.name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8")
    return copy


def command(environment, folder, *arguments, **changed):
    """Return the command that runs dbt of an environment (`.venv…`) on the demo company; `changed` replaces vars."""
    settings = SETTINGS | {"raw_dir": str(PROJECT / SETTINGS["raw_dir"]), "data_dir": "."} | changed
    return [
        PROJECT / environment / "bin/dbt", *arguments, "--project-dir", project(), "--profiles-dir", PROJECT,
        "--target-path", folder / "target", "--log-path", folder / "logs", "--vars", yaml.safe_dump(settings),
    ]  # fmt: skip


def dbt(environment, folder, *arguments, variables=None, **changed):
    """Run dbt to its end, with these environment variables besides; return what it printed.

    Raises AssertionError, with the output, if dbt fails.
    """
    done = subprocess.run(
        command(environment, folder, *arguments, **changed),
        cwd=folder, capture_output=True, text=True, check=False, env=ENVIRONMENT | (variables or {}),
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-20_000:] + done.stderr
    return done.stdout


def kill_dbt_after(model, environment, folder, *arguments, variables=None, **changed):
    """Start dbt and kill it as soon as it has built a model; `changed` replaces vars."""
    process = subprocess.Popen(
        command(environment, folder, "--no-use-colors", *arguments, **changed),
        cwd=folder, env=ENVIRONMENT | (variables or {}), stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    built = any("OK created" in line and f"{model} " in line for line in process.stdout)
    process.kill()
    process.wait()
    assert built, "dbt was done before it was killed"


def kill_dbt_when(it_is_time, environment, folder, *arguments, variables=None, **changed):
    """Start dbt and kill it as soon as a function says so."""
    process = subprocess.Popen(
        command(environment, folder, *arguments, **changed),
        cwd=folder, env=ENVIRONMENT | (variables or {}), stdout=subprocess.DEVNULL,
    )  # fmt: skip
    while process.poll() is None and not it_is_time():
        time.sleep(0.01)
    was_running = process.poll() is None
    process.kill()
    process.wait()
    assert was_running, "dbt was done before it was killed"


def raw_tables():
    """Return {(system, table): (columns, path)} of the raw files."""
    tables = {}
    for path in sorted((PROJECT / SETTINGS["raw_dir"]).glob("demo_*/*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            tables[path.parent.name, path.stem] = (next(csv.reader(file)), path)
    for pack, systems in SYSTEMS.items():
        (system,) = systems
        for path in sorted((PROJECT / f"data_sets/{pack}/raw").glob("*.csv")):
            with path.open(encoding="utf-8", newline="") as file:
                tables[system, path.stem] = (next(csv.reader(file)), path)
    return tables


def layer_of(table):
    """Return the schema of a table: the layer of its model; what is kept by day is in marts, but for its logs."""
    (path,) = (PROJECT / "models").rglob(f"{table}.sql")
    if table.endswith("_states"):
        return "history"
    layer, *inner = path.relative_to(PROJECT / "models").parts
    if layer == "packs":
        return inner[1]
    return "marts" if layer in ("history", "segments", "campaigns", "scorecard", "feed") else layer


def tables_in(folder):
    """Return a function from a table's name to its columns and rows in the database that dbt built in the folder."""

    def table(name):
        with duckdb.connect(str(folder / "demo.duckdb"), read_only=True) as connection:
            found = connection.execute(f'select * from {layer_of(name)}."{name}"')
            return [column[0] for column in found.description], found.fetchall()

    return table


@pytest.fixture(scope="session")
def on_duckdb():
    """Return a function from a table's name to its columns and rows on DuckDB; built once for all engines."""
    content = hashlib.sha256()
    raw = [PROJECT / SETTINGS["raw_dir"], *(PROJECT / f"data_sets/{pack}/raw" for pack in PACKS)]
    for path in sorted(path for folder in (project(), *raw) for path in folder.rglob("*") if path.is_file()):
        content.update(path.name.encode() + path.read_bytes())
    folder = PROJECT / "target/engines" / content.hexdigest()[:16]
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "built").exists():
            dbt(".venv", folder, "build", "--exclude-resource-type", "test", "unit_test")
            (folder / "built").touch()
    return tables_in(folder)
