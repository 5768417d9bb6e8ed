"""Open pages in a real browser, without network; print as JSON what is seen of each.

python look.py PAGE... [--pictures FOLDER] [--search TEXT]
"""

import argparse
import json
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

SEEN = """() => ({
    lines: [
        ...[...document.querySelectorAll('svg text, a, p')].map(line => line.textContent),
        ...[...document.querySelectorAll('[aria-label]')].map(mark => mark.getAttribute('aria-label')),
    ].map(text => text.replace(/\\u2061/g, '').trim()),
    wide: document.documentElement.scrollWidth,
    smallest: Math.min(...[...document.querySelectorAll('svg text')]
        .map(line => line.getBoundingClientRect().height).filter(height => height > 0), 99),
    links: [...document.querySelectorAll('a')].map(link => link.href),
})"""


def look(browser, page: Path, width: int, pictures: Path | None, search: str | None) -> dict:
    """Return what a page shows at a width, what it asks for or complains of, and what its search finds."""
    context = browser.new_context(viewport={"width": width, "height": 900}, offline=True)
    tab, asked, complaints = context.new_page(), [], []
    tab.on("request", lambda request: asked.append(request.url))
    tab.on("console", lambda message: complaints.append(message.text))
    tab.on("pageerror", lambda error: complaints.append(str(error)))
    tab.goto(page.resolve().as_uri())
    tab.wait_for_timeout(300)
    seen = tab.evaluate(SEEN)
    if search:
        tab.fill(".md-search__input", search)
        found = tab.locator(".md-search-result__link")
        for _ in range(90):  # a busy machine: what was typed before the search listens counts at the next key only
            tab.press(".md-search__input", "End")
            if found.count():
                break
            tab.wait_for_timeout(1000)
        seen["found"] = found.all_text_contents()
    if pictures:
        tab.screenshot(path=pictures / f"{page.parent.name}_{page.stem}_{width}.png", full_page=True)
    context.close()
    outside = [url for url in asked if not url.startswith(("file:", "data:", "blob:"))]
    return seen | {"complaints": complaints, "outside": outside}


def main() -> None:
    """Look at the pages."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("pages", nargs="+", type=Path)
    parser.add_argument("--browser", default="/usr/bin/chromium")
    parser.add_argument("--pictures", type=Path)
    parser.add_argument("--search", help="text to search for, in the field of the documentation site")
    parser.add_argument("--widths", nargs="+", type=int, default=[1280, 390])
    arguments = parser.parse_args()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=arguments.browser, args=["--no-sandbox"])
        json.dump(
            {
                str(page): {
                    width: look(browser, page, width, arguments.pictures, arguments.search)
                    for width in arguments.widths
                }
                for page in arguments.pages
            },
            sys.stdout,
        )


if __name__ == "__main__":
    main()
