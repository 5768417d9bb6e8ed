"""Build the data sets once, in a temporary folder, through the same `dbt build` that users run."""

import atexit
import csv
import datetime as dt
import fcntl
import importlib
import json
import multiprocessing
import os
import pickle
import re
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace

import duckdb
import pytest
import yaml
from xdist.scheduler import LoadScopeScheduling

PROJECT = Path(__file__).parents[2]
README = (PROJECT / "README.md").read_text(encoding="utf-8")
DBT = Path(sys.executable).parent / "dbt"
TEST_KEY = "test-key-of-the-tests-which-hides-nobody"
os.environ["DBT_ENV_SECRET_PSEUDONYM_KEY"] = TEST_KEY


def connect(database):
    """Open a database for reading; tables of every layer go by their names alone."""
    connection = duckdb.connect(str(database), read_only=True)
    connection.execute(f"set file_search_path = '{database.parent}'")
    layers = connection.execute("select distinct table_schema from information_schema.tables").fetchall()
    connection.execute(f"set search_path = '{','.join(layer for (layer,) in layers)}'")
    return connection


@dataclass
class Build:
    """One data set, built by one `dbt build`: where its files are, and what dbt printed."""

    data_set: str
    raw_dir: Path
    as_of: dt.date
    database: Path
    seconds: float
    returncode: int
    output: str

    def query(self, sql):
        """Return the rows of a query on the built tables."""
        with connect(self.database) as connection:
            return connection.sql(sql).fetchall()

    @property
    def problems(self):
        """Lines that tell a fault with its remedy."""
        return self.lines("PROBLEM ")

    @property
    def warnings(self):
        """Lines that tell what may be a fault."""
        return self.lines("WARNING ")

    def line(self, text):
        """Return the problem or warning that contains the text."""
        return line_with(text, self.output)

    def lines(self, prefix):
        """Return what follows the prefix, of each printed line that has it."""
        return [line.split(prefix, 1)[1] for line in self.output.splitlines() if prefix in line]


def line_with(text, output):
    """Return what dbt printed after PROBLEM or WARNING on the line that contains the text."""
    found = [line for line in output.splitlines() if text in line and re.search("PROBLEM |WARNING ", line)]
    assert found, f"nothing says: {text}\n{output}"
    return re.split("PROBLEM |WARNING ", found[0])[1]


def default_vars(data_set, project):
    """Return the vars of a data set, as `make build DATA=...` passes them; none for no data set."""
    if data_set is None:
        return {}
    if data_set == "complete_journey":
        return {
            "data_set": data_set, "raw_dir": "data/raw", "as_of_date": "2017-12-31", "timezone": "Asia/Shanghai",
            "currency": "USD", "currency_signs": ["$", "USD"],
        }  # fmt: skip
    return yaml.safe_load((project / f"data_sets/{data_set}/vars.yml").read_text(encoding="utf-8"))


# what dbt parsed for the shared build of a data set, so that the others parse only what a test changed
PARSED = {}
# dbt takes five seconds to import: processes are forked from one that has
FORKED = multiprocessing.get_context("forkserver")
FORKED.set_forkserver_preload(["dbt.cli.main", "dbt.adapters.duckdb", "agate"])


# read while dbt runs, not while it parses; dbt knows no difference, and parses everything again
RUN_TIME_VARS = {
    "as_of_date", "rewrite_history_from", "accepted_row_loss", "max_row_loss_share", "max_rejected_share",
    "warn_rejected_share", "max_days_since_newest_order", "resync_destinations",
}  # fmt: skip


def settings_for_parsing(given):
    """Return vars, or other settings, as text, by which dbt decides whether what it parsed before is good for them."""
    return repr(sorted((name, value) for name, value in dict(given).items() if name not in RUN_TIME_VARS))


def forked_dbt(arguments, folder, environment, printed):
    """Be the command dbt, in a process of its own, and print into a file."""
    importlib.import_module("dbt.parser.manifest").pprint = SimpleNamespace(pformat=settings_for_parsing)
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    with printed.open("w") as file:
        os.dup2(file.fileno(), 1)
        os.dup2(file.fileno(), 2)
    sys.argv = ["dbt", *arguments]
    try:
        importlib.import_module("dbt.cli.main").cli()
    finally:
        atexit._run_exitfuncs()  # closes the database, as the end of a program does


def run_forked(command, cwd, stdout, stderr, text):
    """Run dbt like subprocess.run."""
    assert (stdout, stderr, text) == (subprocess.PIPE, subprocess.STDOUT, True)
    with tempfile.TemporaryDirectory() as folder:
        printed = Path(folder) / "printed"
        process = FORKED.Process(target=forked_dbt, args=(command[1:], cwd, dict(os.environ), printed))
        process.start()
        process.join()
        return subprocess.CompletedProcess(command, process.exitcode, printed.read_text(encoding="utf-8"))


def run_dbt(folder, data_set, *arguments, project=PROJECT, run=run_forked, stdout=subprocess.PIPE, **changed):
    """Run dbt on a data set whose database lies in `folder`, the working directory; `changed` replaces vars."""
    settings = default_vars(data_set, project) | {"data_dir": "."} | changed
    folder.mkdir(parents=True, exist_ok=True)
    # the same var wherever the files are, because dbt parses everything again when a var changes
    raw_dir, raw = PROJECT / settings["raw_dir"], folder / "raw"
    if raw_dir.is_dir() and not raw.exists():
        raw.symlink_to(raw_dir)
    settings["raw_dir"] = "raw" if raw.exists() and raw.samefile(raw_dir) else str(raw_dir)
    command = [
        str(DBT), "--no-use-colors", *arguments, "--vars", json.dumps(settings),
        "--project-dir", str(project), "--profiles-dir", str(project),
        "--target-path", str(folder / "target"), "--log-path", str(folder / "logs"),
    ]  # fmt: skip
    if data_set in PARSED:
        # only the shared builds are searched for what they wrote
        command[2:2] = ["--log-level-file", "none", "--no-write-json"]
        command += ["--partial-parse-file-path", str(PARSED[data_set])]
    return run(command, cwd=folder, stdout=stdout, stderr=subprocess.STDOUT, text=True)


def dbt_build(folder, data_set, *arguments, project=PROJECT, tests=True, unit_tests=False, **changed):
    """Run `dbt build` on a data set whose database lies in `folder`; `changed` replaces vars.

    Unit tests depend on no data: they run in one of the builds that all tests share, and nowhere else. Data tests take
    half of a build's time: tests that compare its tables go without.
    """
    if not unit_tests:
        arguments = (*arguments, "--exclude-resource-type", "unit_test", *(() if tests else ("test",)))
    start = time.monotonic()
    done = run_dbt(folder, data_set, "build", *arguments, project=project, **changed)
    settings = default_vars(data_set, project) | changed
    return Build(
        data_set=data_set,
        raw_dir=PROJECT / settings["raw_dir"],
        as_of=dt.date.fromisoformat(settings["as_of_date"]),
        database=folder / f"{data_set}.duckdb",
        seconds=time.monotonic() - start,
        returncode=done.returncode,
        output=done.stdout,
    )


class OneWorkerPerFixture(LoadScopeScheduling):
    """Runs the tests of a module that builds something for all of them in one worker, and all others one by one."""

    sharing = tuple(
        path.name for path in Path(__file__).parent.glob("test_*.py")
        if '@pytest.fixture(scope="module"' in path.read_text(encoding="utf-8")
    )  # fmt: skip

    def _split_scope(self, nodeid):
        file = nodeid.split("::")[0]
        return file if file.endswith(self.sharing) else nodeid


def pytest_xdist_make_scheduler(config, log):
    """Say how tests are given to workers."""
    return OneWorkerPerFixture(config, log)


def build_once(tmp_path_factory, data_set):
    """Build a data set for the whole test run: pytest-xdist's workers wait for the first of them, and share."""
    root = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        root = root.parent
    folder = root / data_set
    folder.mkdir(exist_ok=True)
    kept = folder / "build.pickle"
    with (root / f"{data_set}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not kept.exists():
            build = dbt_build(folder, data_set, unit_tests=data_set == "demo")
            assert build.returncode == 0, build.output
            kept.write_bytes(pickle.dumps(build))
    PARSED[data_set] = folder / "target/partial_parse.msgpack"
    return pickle.loads(kept.read_bytes())  # noqa: S301 - written above


@pytest.fixture(scope="session")
def complete_journey(tmp_path_factory):
    """Build the real data set."""
    return build_once(tmp_path_factory, "complete_journey")


@pytest.fixture(scope="session")
def demo(tmp_path_factory):
    """Build the demo company, from the copy in the repository."""
    return build_once(tmp_path_factory, "demo")


NOTES = "bad_inputs.jsonl"


@pytest.fixture(scope="session")
def note_bad_input(tmp_path_factory):
    """Return a function that notes what is wrong with an input, and the line that a user is told, for the docs."""
    root = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        root = root.parent

    def note(kind, wrong, line):
        line = re.sub(r"/[^ ]*/(raw|data)/", r"\1/", line)
        with (root / NOTES).open("a", encoding="utf-8") as file:
            file.write(json.dumps([kind, wrong, line], ensure_ascii=False) + "\n")

    return note


def pytest_sessionfinish(session):
    """Write docs/bad_inputs.md from what a whole test run noted, and say so if that changes the page."""
    factory = getattr(session.config, "_tmp_path_factory", None)
    notes = factory.getbasetemp() / NOTES if factory else None
    if hasattr(session.config, "workerinput") or notes is None or not notes.exists():
        return
    rows = {tuple(json.loads(line)) for line in notes.read_text(encoding="utf-8").splitlines()}
    page = PROJECT / "docs/bad_inputs.md"
    if len(rows) < MIN_BAD_INPUTS:  # not all tests ran
        return
    title = "# What is said about bad input\n\nWritten by the tests (`make pytest`), which build each of these. "
    title += "Marts stay as they were wherever the line is a problem and not a warning.\n\n"
    table = "| where | what is wrong | what is said |\n|---|---|---|\n"
    text = title + f"{len(rows)} bad inputs.\n\n" + table
    text += "".join("| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |\n" for row in sorted(rows))
    if not page.exists() or page.read_text(encoding="utf-8") != text:
        page.write_text(text, encoding="utf-8")
        print("\ndocs/bad_inputs.md was out of date and has been written; commit it")


MIN_BAD_INPUTS = 100


def copy_project(folder):
    """Return a copy of the project, in a subfolder, whose seeds and models a test may change."""
    copy = folder / "project"
    copy.mkdir()
    for name in ("dbt_project.yml", "profiles.yml", "selectors.yml", "models", "macros", "seeds", "tests", "data_sets"):
        source = PROJECT / name
        if source.is_dir():
            shutil.copytree(source, copy / name, ignore=shutil.ignore_patterns("python", "data", "__pycache__"))
        else:
            shutil.copyfile(source, copy / name)
    return copy


@pytest.fixture
def project_copy(tmp_path):
    """Return a copy of the project of the test's own."""
    return copy_project(tmp_path)


def bring_your_own_data(project):
    """Write the files of the README's worked example into a project, literally; return their number."""
    section = README[README.index("## Bring your own data") : README.index("## Where things are")]
    written = 0
    for block in re.finditer(r"```(?:csv|yaml|sql\+jinja)\n(.*?)```", section, re.DOTALL):
        # a block's file is the last path that the text names before it
        path = re.findall(r"`((?:data/raw|data_sets)/my_shop/[\w/]+\.\w+)`", section[: block.start()])[-1]
        target = project / path
        assert not target.exists(), path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(block[1], encoding="utf-8")
        written += 1
    return written


def seed_rows(name, project=PROJECT):
    """Return the rows of a seed of the catalogue as text."""
    with (project / f"seeds/tags/{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
