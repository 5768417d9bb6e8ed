"""Check the structure of raw files with Great Expectations before dbt reads them, and write Data Docs.

Per file of quality/raw_files.yml and data_sets/*/raw_files.yml: present, readable, its columns, their types, not empty,
keys mostly filled. Prints one line a fault and exits with 1 if there is any. Runs in an environment of its own:
`make validate`.
"""

import argparse
import html
import os
import re
import shutil
import sys
import warnings
from pathlib import Path

os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")

import great_expectations as gx
import great_expectations.expectations as gxe
import pandas as pd
import yaml

HERE = Path(__file__).parent
DATA_DOCS = Path("target/data_docs")
# pandas' names for what raw_files.yml calls a type
TYPES = {
    "integer": ["int64", "Int64"],
    "number": ["float64", "int64"],
    "text": ["str"],
    "timestamp": ["datetime64[ns]", "datetime64[us]", "datetime64[ms]"],
}
KEYS_FILLED = 0.9
FROM_THE_WEB = re.compile(r"<script\b.*?</script>|<(link|img|source)\b[^>]*https?://[^>]*>", flags=re.DOTALL)
STYLE = """
body { font-family: sans-serif; margin: 2em; max-width: 70em }
table { border-collapse: collapse }
td, th { border-bottom: 1px solid #ddd; padding: 0.3em 0.8em; text-align: left }
[data-toggle=collapse], [onclick], footer { display: none }
"""


def expectations(table):
    """Return the expectations of one raw file."""
    columns = table["columns"]
    yield gxe.ExpectTableRowCountToBeBetween(min_value=1)
    yield gxe.ExpectTableColumnsToMatchSet(column_set=list(columns), exact_match=True)
    if isinstance(columns, dict):
        for column, kind in columns.items():
            yield gxe.ExpectColumnValuesToBeInTypeList(column=column, type_list=TYPES[kind])
    for column in table["keys"]:
        yield gxe.ExpectColumnValuesToNotBeNull(column=column, mostly=KEYS_FILLED)


def read(path, file_format):
    """Return the raw file as a data frame; text stays text."""
    if file_format == "parquet":
        frame = pd.read_parquet(path)
        # Great Expectations knows text as Python strings, not as pandas' own string type
        return frame.astype(dict.fromkeys(frame.select_dtypes("str").columns, object))
    with warnings.catch_warnings():
        # rows with more cells than headings are a fault, not a reason to shift or cut them
        warnings.simplefilter("error", pd.errors.ParserWarning)
        return pd.read_csv(
            path, dtype=str, keep_default_na=False, na_values=[""], encoding="utf-8-sig", index_col=False
        )


def fault(result):
    """Return what is wrong, and the remedy, for one failed expectation."""
    config = result.expectation_config
    column = config.kwargs.get("column")
    if result.exception_info.get("raised_exception", False) or any(
        isinstance(info, dict) and info.get("raised_exception") for info in result.exception_info.values()
    ):
        return f"column {column} cannot be checked; it is missing"
    if config.type == "expect_table_row_count_to_be_between":
        return "has no rows; land it again"
    if config.type == "expect_table_columns_to_match_set":
        mismatch = result.result["details"]["mismatched"]
        missing, unknown = ", ".join(mismatch.get("missing", [])), ", ".join(mismatch.get("unexpected", []))
        parts = [f"misses the columns {missing}"] if missing else []
        parts += [f"has the unknown columns {unknown}"] if unknown else []
        return f"{' and '.join(parts)}; correct the export, or raw_files.yml and the base model"
    if config.type == "expect_column_values_to_be_in_type_list":
        found = result.result.get("observed_value", "text")
        return f"column {column} is {found}, not {' or '.join(config.kwargs['type_list'])}; correct the export"
    percent = result.result["unexpected_percent"]
    return f"column {column} is empty in {percent:.0f}% of the rows; correct the export"


def validate(systems, raw_dir=None, docs=DATA_DOCS):
    """Check every file of the systems, and write Data Docs; return the faults, one line each."""
    faults = []
    shutil.rmtree(docs, ignore_errors=True)
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}
    context.variables.data_docs_sites = {
        "raw_files": {
            "class_name": "SiteBuilder",
            "site_index_builder": {"class_name": "DefaultSiteIndexBuilder"},
            "store_backend": {
                "class_name": "TupleFilesystemStoreBackend",
                "base_directory": str(docs.absolute()),
            },
        }
    }
    source = context.data_sources.add_pandas("raw_files")
    for system, contract in systems.items():
        for name, table in contract["tables"].items():
            folder = Path(raw_dir or contract["raw_dir"]) / contract.get("folder", system)
            path = folder / f"{name}.{contract['format']}"
            label = f"{system}.{name}"
            if not path.exists():
                faults.append(f"{path}: is not there; land it (make data)")
                continue
            try:
                frame = read(path, contract["format"])
            except Exception as error:  # whatever a reader may say about a broken file
                faults.append(f"{path}: cannot be read ({str(error).splitlines()[0]}); land it again")
                continue
            batch = source.add_dataframe_asset(label).add_batch_definition_whole_dataframe("whole")
            suite = context.suites.add(gx.ExpectationSuite(name=label, expectations=list(expectations(table))))
            definition = context.validation_definitions.add(
                gx.ValidationDefinition(name=label, data=batch, suite=suite)
            )
            # no row of the file may reach the docs: some hold personal values
            outcome = definition.run(batch_parameters={"dataframe": frame}, result_format="BOOLEAN_ONLY")
            if not outcome.success:
                detail = definition.run(
                    batch_parameters={"dataframe": frame},
                    result_format={"result_format": "BASIC", "partial_unexpected_count": 0},
                )
                faults += [f"{path}: {fault(result)}" for result in detail.results if not result.success]
    context.build_data_docs()
    make_readable_offline(docs, faults)
    return faults


def make_readable_offline(docs, faults):
    """Take out of Data Docs what comes from the web, and write an index that needs no script."""
    for page in docs.rglob("*.html"):
        text = FROM_THE_WEB.sub("", page.read_text(encoding="utf-8"))
        page.write_text(text.replace("</head>", f"<style>{STYLE}</style></head>"), encoding="utf-8")
    pages = sorted(docs.glob("validations/*/*/**/*.html"))
    links = {"/".join(page.relative_to(docs).parts[1:3]): page.relative_to(docs) for page in pages}
    (docs / "index.html").write_text(
        f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Raw files</title><style>{STYLE}</style></head>
<body><h1>Raw files</h1><p>{len(links)} files checked, {len(faults)} faults.</p>
<ul>{"".join(f"<li>{html.escape(line)}</li>" for line in faults)}</ul>
<ul>{"".join(f'<li><a href="{link}">{name}</a></li>' for name, link in links.items())}</ul></body></html>
""",
        encoding="utf-8",
    )


def main():
    """Read the command line and validate."""
    contracts = {}
    for path in [HERE / "raw_files.yml", *sorted(HERE.parent.glob("data_sets/*/raw_files.yml"))]:
        contracts |= yaml.safe_load(path.read_text(encoding="utf-8"))
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("systems", nargs="*", metavar="system", help=f"of {', '.join(contracts)} (default: all)")
    parser.add_argument("--raw-dir", help="folder that holds the systems' folders, instead of the contract's")
    parser.add_argument("--data-docs", type=Path, default=DATA_DOCS, help=f"where to write Data Docs ({DATA_DOCS})")
    args = parser.parse_args()
    unknown = set(args.systems) - set(contracts)
    if unknown:
        parser.error(f"unknown system {', '.join(sorted(unknown))}: add it to raw_files.yml of quality or its data set")
    systems = {name: contracts[name] for name in args.systems or contracts}
    faults = validate(systems, args.raw_dir, args.data_docs)
    for line in faults:
        print(f"PROBLEM {line}", file=sys.stderr)
    tables = sum(len(contract["tables"]) for contract in systems.values())
    print(f"{tables} raw files checked, {len(faults)} faults; Data Docs: {args.data_docs}/index.html")
    sys.exit(bool(faults))


if __name__ == "__main__":
    main()
