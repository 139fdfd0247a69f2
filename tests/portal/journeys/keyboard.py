"""A keyboard and nothing else: what is pressed or filled in is reached by Tab, and is seen to have the focus."""

from playwright.sync_api import Locator, Page, expect

MOST = 400
"""Presses after which something counts as out of reach."""
HAS_FOCUS = "one => one === document.activeElement"
IN_GROUP = "one => document.activeElement.type === 'radio' && document.activeElement.name === one.name"
IS_SEEN = """() => {
    const one = document.activeElement, style = getComputedStyle(one)
    const label = one.labels?.[0] && getComputedStyle(one.labels[0], '::before')
    return style.outlineStyle !== 'none' || style.boxShadow !== 'none' || (label && label.boxShadow !== 'none')
}"""
STEPS = """(one, wanted) => {
    const open = [...one.options].filter(each => !each.disabled)
    return open.findIndex(each => each.value === wanted) - open.indexOf(one.selectedOptions[0])
}"""


def reach(page: Page, wanted: Locator) -> None:
    """Press Tab until something has the focus, and be shown that it has."""
    expect(wanted).to_be_visible()
    _tab(page, wanted, HAS_FOCUS)


def go(page: Page, wanted: Locator) -> None:
    """Follow a link or press a button that leads to a page."""
    reach(page, wanted)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def unfold(page: Page, summary: Locator) -> None:
    """Open a fold."""
    reach(page, summary)
    page.keyboard.press("Enter")


def write(page: Page, field: Locator, text: str) -> None:
    """Put a text in the place of what stands in a field."""
    reach(page, field)
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.press("Delete")
    page.keyboard.insert_text(text)
    expect(field).to_have_value(text)


def choose(page: Page, field: Locator, value: str) -> None:
    """Choose from a list by the arrows."""
    reach(page, field)
    steps = field.evaluate(STEPS, value)
    for _press in range(abs(steps)):
        page.keyboard.press("ArrowDown" if steps > 0 else "ArrowUp")
    expect(field).to_have_value(value)


def tick(page: Page, box: Locator) -> None:
    """Tick a box that is not ticked, or go by the arrows to one of a few that shut each other out."""
    if box.is_checked():
        return
    if box.evaluate("one => one.type") == "radio":
        _tab(page, box, IN_GROUP)
        for _press in range(MOST):
            if box.evaluate(HAS_FOCUS):
                break
            page.keyboard.press("ArrowDown")
        page.keyboard.press("Space")
    else:
        reach(page, box)
        page.keyboard.press("Space")
    expect(box).to_be_checked()


def _tab(page: Page, wanted: Locator, question: str) -> None:
    for _press in range(MOST):
        if wanted.evaluate(question):
            assert page.evaluate(IS_SEEN), f"the focus is not seen on {wanted}"
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"no Tab reaches {wanted}")
