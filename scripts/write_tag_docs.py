"""Write docs/tags, the tag catalogue for people in Chinese and English, from seeds/tags, seeds/packs, seeds/segments.

python scripts/write_tag_docs.py
"""

import csv
import json
from collections import Counter
from pathlib import Path

SEEDS = Path("seeds")
DOCS = Path("docs/tags")

DIMENSIONS = {
    "basic_attributes": ("基础属性", "Basic attributes"),
    "behaviour": ("行为特征", "Behaviour"),
    "value": ("价值评估", "Value"),
    "needs_and_preference": ("需求偏好", "Needs and preference"),
    "lifecycle_and_status": ("生命周期与状态", "Life cycle and status"),
    "marketing": ("营销", "Marketing"),
    "manual": ("人工", "Set by people"),
}
WORDS = {
    "attribute": ("属性（已知事实）", "attribute (known fact)"),
    "band": ("分档（指标落在哪一档）", "band (a metric cut by bounds)"),
    "rule": ("规则（满足条件）", "rule (a condition)"),
    "model": ("模型（评分分档）", "model (a score cut into levels)"),
    "event": ("事件（发生即得）", "event (set when something happens)"),
    "manual": ("人工（由人设置）", "manual (set by people)"),
    "daily": ("每日", "daily"),
    "weekly": ("每周", "weekly"),
    "monthly": ("每月", "monthly"),
    "draft": ("草稿", "draft"),
    "in_review": ("评审中", "in review"),
    "active": ("启用", "active"),
    "retiring": ("即将停用", "retiring"),
    "retired": ("停用", "retired"),
    "public": ("公开", "public"),
    "internal": ("内部", "internal"),
    "personal": ("个人信息", "personal"),
    "medical": ("医疗信息，仅限员工查看", "medical, for staff only"),
    "products": ("商品品类", "the categories of the products"),
    "product_attributes": ("商品属性", "the attributes of products"),
    "promotions": ("活动", "the campaigns"),
    "region_names": (
        "seeds/reference/region_codes.csv 的省、市名称",
        "the provinces and cities of seeds/reference/region_codes.csv",
    ),
    "regions": (
        "seeds/reference/region_codes.csv 的标准名称",
        "the standard names of seeds/reference/region_codes.csv",
    ),
}
TEXT = {
    "title": ("标签目录", "Tag catalogue"),
    "intro": (
        "由 `make tag-docs` 根据 `seeds/tags`、`seeds/packs` 和 `seeds/segments` 生成，请勿手改。",
        "Written by `make tag-docs` from `seeds/tags`, `seeds/packs` and `seeds/segments`; do not edit by hand.",
    ),
    "index": (("代码", "名称", "类型", "刷新", "含义"), ("code", "name", "kind", "refresh", "meaning")),
    "facts": (
        ("类型", "依据", "单位", "来源", "负责人", "刷新", "敏感级别", "状态与版本", "用途"),
        ("kind", "evidence", "unit", "source", "owner", "refresh", "sensitivity", "status and version", "used for"),
    ),
    "values": (("值", "中文", "英文", "条件", "显示名"), ("value", "Chinese", "English", "condition", "display name")),
    "added": ("以及：", "And "),
    "several": ("一个客户可有多个值。", "A customer may have several values."),
    "parameters": (("参数", "值", "单位", "含义"), ("parameter", "value", "unit", "meaning")),
    "change": ("如何修改：", "To change it: "),
    "else": ("其余", "else"),
    "none": ("—", "-"),
}
# metrics that the model of the tag computes: another one cannot be chosen
OWN_METRICS = ("age_span", "rfm_total_score")
HOW = {
    "band": (
        "改 `seeds/tags/tag_values.csv` 中相邻两档的 `min_value`、`max_value`，并提高版本号。",
        "change `min_value` and `max_value` of both neighbours in `seeds/tags/tag_values.csv`, and raise the version.",
    ),
    "metric": (
        "换指标或时间窗口，改 `seeds/tags/tag_definitions.csv` 的 `metric`（`int_customer_metrics` 的数值列）。",
        "To use another metric or window, change `metric` in `seeds/tags/tag_definitions.csv` (a numeric column of "
        "`int_customer_metrics`).",
    ),
    "points": (
        "每档的分数在 `score` 列；档数不限。",
        "Column `score` holds the points of each step; any number of steps is possible.",
    ),
    "segments": (
        "得分区间在 `seeds/segments/rfm_segments.csv`，符合的行中取 `priority` 最小的；"
        "名称在 `seeds/tags/tag_values.csv`。",
        "the score ranges are in `seeds/segments/rfm_segments.csv`, and the matching row with the smallest `priority` "
        "wins; the labels are in `seeds/tags/tag_values.csv`.",
    ),
    "rule": (
        "数字在 `seeds/tags/tag_parameters.csv`，条件在标签模型的 SQL 中。",
        "its numbers are in `seeds/tags/tag_parameters.csv`, its condition is in the SQL of the tag model.",
    ),
    "attribute": (
        "取值来自数据；来源系统的代码在 base 模型中对应到这里的值。",
        "values come from the data; base models map the systems' codes to the values here.",
    ),
    "event": (
        "由数据中的事件决定；数字（如有）在 `seeds/tags/tag_parameters.csv`。",
        "events in the data decide; numbers, if any, are in `seeds/tags/tag_parameters.csv`.",
    ),
    "manual": (
        "在来源系统的人工标签记录（`manual_tags`）中设置。",
        "set it in the manual tag records of a source system (`manual_tags`).",
    ),
    "model": (
        "档位边界在 `seeds/tags/tag_values.csv`（建议见 `analyses/propose_score_edges.sql`），模型参数由 "
        "`make fit-customer-value` 写入 `seeds/models`，或由公司自有评分 `model_scores` 代替。",
        "the bounds of its levels are in `seeds/tags/tag_values.csv` (`analyses/propose_score_edges.sql` proposes "
        "some); `make fit-customer-value` writes the parameters of the model to `seeds/models`, and the company's own "
        "`model_scores` win over it.",
    ),
}


def read(name):
    """Return the rows of a seed."""
    with (SEEDS / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def table(headings, rows):
    """Return the lines of a Markdown table."""
    lines = [headings, ["---"] * len(headings), *rows]
    return ["| " + " | ".join(str(cell).replace("|", "\\|") for cell in line) + " |" for line in lines]


def score_ranges(row, language):
    """Return the priority of a named segment and the ranges of the three scores, such as `1: R ≥ 4, F ≥ 4`."""
    limits = [
        f"{score.upper()} {sign} {row[f'{score}_{end}']}"
        for score in "rfm"
        for end, sign in (("min", "≥"), ("max", "≤"))
        if row[f"{score}_{end}"]
    ]
    return f"{row['priority']}: {', '.join(limits) or TEXT['else'][language]}"


def condition(value, metric, language):
    """Return what the metric must be for a value, such as `4 ≤ orders_365d < 12`."""
    if value["absent_reason"]:
        return f"{('无指标：', 'no metric: ')[language]}`{value['absent_reason']}`"
    if value.get("segments"):
        return "; ".join(score_ranges(row, language) for row in value["segments"])
    if not value["closed"]:
        return TEXT["none"][language]
    low = f"{value['min_value']} {'≤' if value['closed'] in ('left', 'both') else '<'} " if value["min_value"] else ""
    high = f" {'≤' if value['closed'] in ('right', 'both') else '<'} {value['max_value']}" if value["max_value"] else ""
    return f"{low}{metric}{high}" if low or high else TEXT["none"][language]


def how_to_change(tag, has_points, language):
    """Return where the numbers of a tag are."""
    if tag["tag_code"] == "rfm_segment_named":
        return HOW["segments"][language]
    # a score that a source system gives is cut like any metric
    kind = "band" if tag["kind"] == "model" and tag["source"] != "orders" else tag["kind"]
    parts = [HOW[kind][language]]
    # the models of a pack choose its metrics
    if kind == "band" and tag["metric"] not in OWN_METRICS and "pack" not in tag:
        parts.append(HOW["metric"][language])
    if has_points:
        parts.append(HOW["points"][language])
    text = ("", " ")[language].join(parts)
    return text.replace("seeds/tags/", f"seeds/packs/{tag['pack']}/{tag['pack']}__") if "pack" in tag else text


def display_name(tag, value, language, shared):
    """Return the name by the convention behaviour_feature_period; a shared Chinese label takes the tag's name along."""
    if language == 0:
        is_shared = (tag["theme_zh"], value["label_zh"], tag["period_zh"]) in shared
        parts = (tag["theme_zh"], (tag["name_zh"] if is_shared else "") + value["label_zh"], tag["period_zh"])
    else:
        parts = (tag["theme"], value["tag_value"], tag["feature"], tag["period"])
    return "_".join(part for part in parts if part)


def tag_section(tag, values, parameters, language, shared):
    """Return the lines that describe one tag."""
    name, meaning = tag[("name_zh", "name_en")[language]], tag[("meaning_zh", "meaning_en")[language]]
    word = {code: pair[language] for code, pair in WORDS.items()}
    none = TEXT["none"][language]
    lines = [f"## {name} `{tag['tag_code']}`", "", meaning]
    if tag["cardinality"] == "multi":
        lines += ["", TEXT["several"][language]]
    facts = (
        word[tag["kind"]], f"`{tag['metric']}`", tag["unit"] or none, f"`{tag['source']}`", tag["owner"],
        word[tag["refresh"]], word[tag["sensitivity"]], f"{word[tag['status']]}, v{tag['version']}",
        tag[("used_for_zh", "used_for_en")[language]],
    )  # fmt: skip
    lines += ["", *table(TEXT["facts"][language], [facts])]
    rows = [
        (
            f"`{value['tag_value']}`", value["label_zh"], value["label_en"], condition(value, tag["metric"], language),
            display_name(tag, value, language, shared),
        )
        for value in values
    ]  # fmt: skip
    if rows:
        lines += ["", *table(TEXT["values"][language], rows)]
    if tag["values_from"] != "seed":
        lines += ["", f"{TEXT['added'][language]}{word[tag['values_from']]}{'。' if language == 0 else '.'}"]
    if parameters:
        numbers = [
            (f"`{row['parameter']}`", row["value"], row["unit"], row["meaning"].split(" / ")[language])
            for row in parameters
        ]
        lines += ["", *table(TEXT["parameters"][language], numbers)]
    has_points = any(value["score"] for value in values)
    return [*lines, "", TEXT["change"][language] + how_to_change(tag, has_points, language), ""]


def pages():
    """Return the text of every page, by its path below docs/tags: one per dimension, and one per pack."""
    tags, all_values = read("tags/tag_definitions"), read("tags/tag_values")
    all_parameters = read("tags/tag_parameters")
    groups = {code: [tag for tag in tags if tag["dimension"] == code] for code in DIMENSIONS}
    titles = dict(DIMENSIONS)
    for folder in sorted(SEEDS.glob("packs/*")):
        pack = folder.name
        groups[pack] = read(f"packs/{pack}/{pack}__tag_definitions")
        # the page of a pack begins with its name in English and Chinese: # Insurance 保险
        english, chinese = Path(f"docs/packs/{pack}.md").read_text(encoding="utf-8").splitlines()[0][2:].rsplit(" ", 1)
        titles[pack] = (f"行业包：{chinese}", f"{english} pack")
        for tag in groups[pack]:
            tag["pack"] = pack
        tags = tags + groups[pack]
        all_values += read(f"packs/{pack}/{pack}__tag_values")
        all_parameters += read(f"packs/{pack}/{pack}__tag_parameters")
    for value in all_values:
        if value["tag_code"] == "rfm_segment_named":
            value["segments"] = [row for row in read("segments/rfm_segments") if row["segment"] == value["tag_value"]]
    by_code = {tag["tag_code"]: tag for tag in tags}
    labels = Counter(
        (by_code[row["tag_code"]]["theme_zh"], row["label_zh"], by_code[row["tag_code"]]["period_zh"])
        for row in all_values
    )
    shared = {label for label, count in labels.items() if count > 1}
    result = {}
    for language, folder in enumerate(("zh", "en")):
        index = [f"# {TEXT['title'][language]}", "", TEXT["intro"][language], ""]
        for group, mine in groups.items():
            index += [f"## [{titles[group][language]}]({group}.md)", ""]
            index += table(
                TEXT["index"][language],
                [
                    (
                        f"`{tag['tag_code']}`", tag[("name_zh", "name_en")[language]],
                        WORDS[tag["kind"]][language], WORDS[tag["refresh"]][language],
                        tag[("meaning_zh", "meaning_en")[language]],
                    )
                    for tag in mine
                ],
            )  # fmt: skip
            index.append("")
            lines = [f"# {titles[group][language]}", "", TEXT["intro"][language], ""]
            for tag in mine:
                values = [row for row in all_values if row["tag_code"] == tag["tag_code"]]
                parameters = [row for row in all_parameters if row["tag_code"] == tag["tag_code"]]
                lines += tag_section(tag, values, parameters, language, shared)
            result[f"{folder}/{group}.md"] = "\n".join(lines).rstrip() + "\n"
        result[f"{folder}/README.md"] = "\n".join(index).rstrip() + "\n"
    result["payload.schema.json"] = json.dumps(payload_schema(tags, all_values), ensure_ascii=False, indent=1) + "\n"
    return result


def payload_schema(tags, all_values):
    """Return the JSON Schema of a profile in the feed: every tag with its values, segments and campaign arms."""
    properties = {}
    for tag in sorted(tags, key=lambda tag: tag["tag_code"]):
        codes = [row["tag_value"] for row in all_values if row["tag_code"] == tag["tag_code"]]
        value = {"enum": codes} if tag["values_from"] == "seed" else {"type": "string", "minLength": 1}
        if tag["cardinality"] == "multi":
            value = {"type": "array", "items": value, "uniqueItems": True}
        properties[tag["tag_code"]] = {"title": tag["name_en"], "description": tag["name_zh"]} | value
    for field, title, description in (
        ("segments", "Segments of the customer", "客户所在的人群"),
        ("campaign_arms", "Campaigns that run, each with the customer's arm", "进行中的活动与客户所在的组"),
    ):
        value = {"type": "array", "items": {"type": "string", "minLength": 1}, "uniqueItems": True}
        properties[field] = {"title": title, "description": description} | value
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Profile of a customer in the feed",
        "type": "object",
        "properties": properties,
        "additionalProperties": False,
        "minProperties": 1,
    }


def main():
    """Write the pages."""
    for path, text in pages().items():
        (DOCS / path).parent.mkdir(parents=True, exist_ok=True)
        (DOCS / path).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
