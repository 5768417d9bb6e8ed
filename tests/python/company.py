"""Small companies of hand-written CSV files, mapped as a user would: one data set folder, one base model an entity."""

import yaml

TIMES = ("_at", "_date", "_from", "_until")
AMOUNTS = ("_amount", "quantity", "probability", "score")
SETTINGS = {
    "raw_dir": "raw", "as_of_date": "2026-03-31", "timezone": "Asia/Shanghai", "currency": "EUR",
    "currency_signs": ["EUR", "€"],
}  # fmt: skip


def write(path, text, encoding="utf-8"):
    """Write a file, with its folders."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode(encoding))


def base_model(system, entity, headings):
    """Return a base model whose canonical columns are those of the file: times and amounts are read, text stays."""
    columns, readings = [], []
    for name in headings:
        kind = "timestamp" if name.endswith(TIMES) else "amount" if name.endswith(AMOUNTS) else None
        if name == "rate":
            columns.append("{{ read_number('rate', decimals=8) }} as rate")
            readings.append([name, name, "number", {"decimals": 8}])
            continue
        columns.append(f"{{{{ read_{kind}('{name}') }}}} as {name}" if kind else name)
        if kind:
            readings.append([name, name, kind])
    if readings:
        columns.append(f"{{{{ unreadable_columns({readings}) }}}} as unreadable_columns")
    select = ",\n    ".join(columns)
    return f"select\n    {select}\nfrom {{{{ source('{system}', '{entity}') }}}}\n"


def write_company(project, raw, tables, name="cases", **settings):
    """Write a data set of one system, `shop`, from {entity: CSV text}; return its folder."""
    folder = project / f"data_sets/{name}"
    sources = {
        "name": "shop",
        "description": "Raw files.",
        "config": {
            "meta": {
                "external_location": "read_csv('{{ var('raw_dir') }}/{name}.csv', {{ var('csv_options') }})",
            }
        },
        "tables": [{"name": entity, "description": "Raw rows."} for entity in tables],
    }
    write(folder / "models/base/_shop__sources.yml", yaml.safe_dump({"sources": [sources]}))
    for entity, text in tables.items():
        write(raw / f"{entity}.csv", text)
        headings = text.splitlines()[0].split(",")
        write(folder / f"models/base/base_shop__{entity}.sql", base_model("shop", entity, headings))
    vars_ = SETTINGS | {"data_set": name, "source_systems": {"shop": list(tables)}} | settings
    write(folder / "vars.yml", yaml.safe_dump(vars_))
    return folder
