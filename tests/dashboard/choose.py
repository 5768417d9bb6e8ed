"""Choose the value of a filter on a served board, as a person does; print as JSON what the board then shows.

python choose.py URL FILTER VALUE
"""

import argparse
import json
import sys

from playwright.sync_api import sync_playwright


def main() -> None:
    """Type into a text filter, or open a list and pick its entry."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for name in ("url", "filter", "value"):
        parser.add_argument(name)
    parser.add_argument("--browser", default="/usr/bin/chromium")
    arguments = parser.parse_args()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=arguments.browser, args=["--no-sandbox"])
        tab = browser.new_page(viewport={"width": 1280, "height": 900})
        tab.goto(arguments.url)
        control = tab.wait_for_selector(f"[data-dbt-variable={arguments.filter}]", timeout=60_000)
        tab.wait_for_timeout(1_000)  # the page's script makes the filter live
        box = control.bounding_box()
        tab.mouse.click(box["x"] + box["width"] - 20, box["y"] + box["height"] / 2)
        if control.get_attribute("data-dbt-input") == "text":
            tab.keyboard.type(arguments.value)
            tab.keyboard.press("Enter")
        else:
            tab.get_by_role("option", name=arguments.value, exact=True).click()
        tab.wait_for_url("**?*", timeout=30_000)
        tab.wait_for_timeout(3_000)
        json.dump({"url": tab.url, "text": tab.inner_text("body")}, sys.stdout)


if __name__ == "__main__":
    main()
