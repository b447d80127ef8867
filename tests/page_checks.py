"""What holds on every page that a reader meets, asked of the page as the browser lays it out."""

from playwright.sync_api import Locator, Page

MOST_STOPS = 120
# Returns sentences about what is wrong; an empty list on a good page.
CHECK = """
() => {
  const wrong = [];
  const root = document.documentElement;
  if (root.scrollWidth > innerWidth) {
    const wide = [...document.querySelectorAll('body *')].filter(
      (e) => e.getBoundingClientRect().right > innerWidth + 0.5);
    const names = wide.slice(0, 3).map((e) => e.tagName + '.' + e.className);
    wrong.push(`scrolls sideways: ${root.scrollWidth} in ${innerWidth} (${names})`);
  }
  if (!root.lang) wrong.push('has no language');
  if (!document.title) wrong.push('has no title');
  for (const one of ['main', 'h1']) {
    const many = document.querySelectorAll(one).length;
    if (many !== 1) wrong.push(`has ${many} ${one}`);
  }
  let before = 0;
  for (const heading of document.querySelectorAll('h1, h2, h3, h4, h5, h6')) {
    const level = Number(heading.tagName[1]);
    if (level > before + 1) wrong.push(`skips to ${heading.tagName}: ${heading.textContent}`);
    before = level;
  }
  const landmarks = [...document.querySelectorAll('nav, aside')];
  const names = landmarks.map((e) => e.getAttribute('aria-label'));
  if (new Set(names).size !== names.length || names.includes(null)) {
    wrong.push(`landmarks are not told apart: ${names}`);
  }
  for (const control of document.querySelectorAll('input:not([type=hidden]), select, textarea')) {
    if (!control.labels.length) wrong.push(`${control.name} has no label`);
    const described = (control.getAttribute('aria-describedby') || '').split(' ').filter(Boolean);
    for (const id of described) {
      if (!document.getElementById(id)) wrong.push(`${control.name} is described by no ${id}`);
    }
  }
  for (const link of document.querySelectorAll('a[href], button')) {
    const shown = link.textContent.trim() || link.getAttribute('aria-label');
    if (!shown && link.getAttribute('aria-hidden') !== 'true') wrong.push('a link says nothing');
  }
  return wrong;
}
"""
FOCUSED = """
(target) => {
  const style = getComputedStyle(document.activeElement);
  const seen = style.outlineStyle === 'solid' && parseFloat(style.outlineWidth) >= 2;
  return [target === document.activeElement, seen, document.activeElement.outerHTML];
}
"""


def assert_good(page: Page) -> None:
    """See that a page does not scroll sideways, and names its parts and its controls."""
    wrong: list[str] = page.evaluate(CHECK)
    assert wrong == [], f"{page.url}: {'; '.join(wrong)}"


def tab_to(page: Page, target: Locator) -> None:
    """Press Tab until this is in focus; each stop on the way has an outline that can be seen."""
    element = target.element_handle()
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        is_it, has_outline, focused = page.evaluate(FOCUSED, element)
        assert has_outline, focused
        if is_it:
            return
    raise AssertionError(f"Tab never came to {target} on {page.url}")
