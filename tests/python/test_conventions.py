"""Names, descriptions, layers and tests of every model, checked by dbt-bouncer (dbt-bouncer.yml) in both data sets."""

import json
import shutil
import subprocess
import sys
from collections import defaultdict
from pathlib import Path

import pytest
from conftest import PROJECT, run_dbt


@pytest.mark.parametrize("data_set", [pytest.param("complete_journey", marks=pytest.mark.long), "demo"])
def test_models_follow_the_conventions(data_set, request, tmp_path):
    """The catalogue is that of the tables built."""
    check_conventions(request.getfixturevalue(data_set).database, tmp_path)


def check_conventions(database, tmp_path, but=None, **settings):
    """Run dbt-bouncer on the catalogue of a database; not on the models in the folder `but`."""
    shutil.copyfile(database, tmp_path / database.name)
    generated = run_dbt(tmp_path, database.stem, "docs", "generate", **settings)
    assert generated.returncode == 0, generated.stdout
    config = (PROJECT / "dbt-bouncer.yml").read_text(encoding="utf-8")
    assert "dbt_artifacts_dir: target\n" in config
    if but:
        config = f"exclude: ^{but}\n{config.replace('exclude: ^models/', f'exclude: ^{but}|^models/')}"
    (tmp_path / "dbt-bouncer.yml").write_text(config.replace("dir: target\n", f"dir: {tmp_path / 'target'}\n"))
    checked = subprocess.run(
        [Path(sys.executable).parent / "dbt-bouncer", "--config-file", tmp_path / "dbt-bouncer.yml"],
        cwd=PROJECT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_no_two_folders_feed_each_other(demo):
    """What a folder's models read lies in folders that read nothing of it, however indirectly."""
    manifest = json.loads((demo.database.parent / "target/manifest.json").read_text(encoding="utf-8"))
    folders = {
        name: str(Path(node["original_file_path"]).parent)
        for name, node in manifest["nodes"].items()
        if node["resource_type"] == "model"
    }
    reads = defaultdict(set)
    for name, folder in folders.items():
        reads[folder] |= {folders[one] for one in manifest["nodes"][name]["depends_on"]["nodes"] if one in folders}
    assert len(reads) > 15

    def read_by(folder, seen):
        for other in reads[folder] - seen - {folder}:
            seen.add(other)
            read_by(other, seen)
        return seen

    assert [folder for folder in list(reads) if folder in read_by(folder, set())] == []
