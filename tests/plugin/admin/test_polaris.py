"""Our pages say only what Shopify's components understand: production loads the real ones."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.devshop.frame.assets import BUNDLES, bundle
from tests.polaris import find_problems, known_components
from tests.polaris.templates import outcomes

ROOT = Path(__file__).parents[3]
CATALOGUE = ROOT / "tests/devshop/frame/templates/frame/polaris.html"
TEMPLATES = [*sorted(ROOT.glob("plugin/**/templates/**/*.html")), CATALOGUE]


@pytest.mark.parametrize("path", [pytest.param(path, id=str(path.relative_to(ROOT))) for path in TEMPLATES])
def test_a_template_says_only_what_the_manifests_know(path: Path) -> None:
    problems = find_problems(path.read_text(encoding="utf-8"))
    assert not problems, "\n" + "\n".join(map(str, problems))


def test_the_stand_in_draws_every_component_our_templates_use() -> None:
    drawn = set(
        re.findall(
            r'(?:define|customElements\.define|\[)\(?"((?:s|ui)-[\w-]+)"', "".join(map(bundle, BUNDLES))
        )
    )
    used = {
        tag
        for path in TEMPLATES
        for tag in re.findall(r"<((?:s|ui)-[\w-]+)", path.read_text(encoding="utf-8"))
    }
    assert len(TEMPLATES) > 1
    assert used <= drawn


WRONG = [
    pytest.param("<s-buton>Save</s-buton>", "<s-buton> is not a component", id="tag"),
    pytest.param("<ui-sidebar></ui-sidebar>", "<ui-sidebar> is not a component", id="App Bridge tag"),
    pytest.param('<s-button colour="red">x</s-button>', "no attribute colour", id="attribute"),
    pytest.param('<s-button aria-label="x">x</s-button>', "accessibilityLabel", id="aria on a component"),
    pytest.param('<s-button variant="plain">x</s-button>', 'variant="plain"', id="value"),
    pytest.param(
        "<s-badge tone=\"{{ 'good' if x else 'critical' }}\">x</s-badge>",
        'tone="good"',
        id="value in a condition",
    ),
    pytest.param(
        "<s-badge tone=\"{{ {'a': 'good'}[x] }}\">x</s-badge>", 'tone="good"', id="value in a table"
    ),
    pytest.param(
        '<s-badge tone="{% if x %}good{% else %}info{% endif %}">x</s-badge>',
        'tone="good"',
        id="value in a branch",
    ),
    pytest.param(
        '<s-button {% if x %}colour="red"{% endif %}>x</s-button>',
        "no attribute colour",
        id="attribute in a branch",
    ),
    pytest.param(
        '<s-button disabled="{{ x }}">x</s-button>', "use {% if %}", id="boolean from an expression"
    ),
    pytest.param('<s-button disabled="false">x</s-button>', 'disabled="false"', id="boolean that says false"),
    pytest.param('<s-text-field maxLength="long" label="x"></s-text-field>', 'maxlength="long"', id="number"),
    pytest.param('<s-stack gap="16px">x</s-stack>', 'gap="16px"', id="spacing in pixels"),
    pytest.param('<s-stack gap="base base base">x</s-stack>', 'gap="base base base"', id="too many words"),
    pytest.param('<s-box border="thick">x</s-box>', 'border="thick"', id="border"),
    pytest.param(
        '<s-grid gap="@container (inline-size > 1px) huge, base">x</s-grid>', "huge", id="responsive value"
    ),
    pytest.param(
        '<s-box background="@container (inline-size > 1px) base, base">x</s-box>',
        "@container",
        id="not responsive",
    ),
    pytest.param('<s-page><s-button slot="header">x</s-button></s-page>', 'no slot "header"', id="slot"),
    pytest.param(
        '<s-page><div><s-button slot="aside">x</s-button></div></s-page>',
        "is no component",
        id="slot in a div",
    ),
    pytest.param(
        '<s-button slot="header">x</s-button>', 'no component has a slot "header"', id="slot without parent"
    ),
    pytest.param("<s-icon type='plus'/>", "is not closed", id="closed in itself"),
    pytest.param('<s-modal showOverlay="x">x</s-modal>', "from a script only", id="method as attribute"),
    pytest.param(
        '<s-app-nav><a href="/" target="_blank">x</a></s-app-nav>', "no attribute target", id="menu link"
    ),
    pytest.param(
        '<s-app-nav><s-link href="/" rel="first">x</s-link></s-app-nav>',
        'rel="first"',
        id="menu link's value",
    ),
    pytest.param(
        '<ui-save-bar discard="x"></ui-save-bar>', "no attribute discard", id="App Bridge attribute"
    ),
]


@pytest.mark.parametrize(("template", "said"), WRONG)
def test_a_planted_mistake_is_found(template: str, said: str) -> None:
    problems = find_problems(f"\n{template}")
    assert [str(row) for row in problems if said in row.text and row.line == 2], list(map(str, problems))


RIGHT = {
    "plain": '<s-button variant="primary" type="submit" disabled>x</s-button>',
    "camelCase": '<s-button commandFor="x" command="--show" icon="plus">x</s-button>',
    "only the program knows": '<s-badge tone="{{ tones[x] }}" id="{{ x }}">x</s-badge>',
    "words": '<s-text-field label="{{ _("Name") }}" value="{{ x }}" maxLength="{{ n }}"></s-text-field>',
    "branches": '<s-button {% if x %}disabled{% endif %} href="{{ url("a") }}" hx-get="/x">x</s-button>',
    "box": '<s-box padding="base large" inlineSize="50%" border="base strong dashed">x</s-box>',
    "responsive": '<s-grid gap="@container (inline-size > 5px) base large, small">x</s-grid>',
    "span": '<s-grid><s-grid-item gridColumn="span 2">x</s-grid-item></s-grid>',
    "slots": '<s-page>{% for x in y %}<s-link slot="breadcrumb-actions">x</s-link>{% endfor %}</s-page>',
    "slot that App Bridge adds": '<s-page heading="x"><s-badge slot="accessory">x</s-badge></s-page>',
    "slot of another template": '{% block x %}<s-button slot="primary-action">x</s-button>{% endblock %}',
    "comment and menu": '{# <s-buton> #}<s-app-nav><s-link href="/" rel="home">x</s-link></s-app-nav>',
    "event and a loose sign": "<s-banner tone='info' ondismiss=\"gone()\" dismissible>a < b</s-banner>",
    "save bar": '<ui-save-bar id="bar"><button variant="primary">x</button></ui-save-bar>',
}


@pytest.mark.parametrize("template", RIGHT.values(), ids=RIGHT)
def test_what_is_right_is_left_alone(template: str) -> None:
    assert find_problems(template) == []


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        pytest.param(" 'a' ", {"a"}, id="constant"),
        pytest.param("'a' if x else 'b'", {"a", "b"}, id="condition"),
        pytest.param("'a' if x", {"a", ""}, id="condition without else"),
        pytest.param("'a' if x else 'b' if y else 'c'", {"a", "b", "c"}, id="nested"),
        pytest.param("{'x': 'a'}.get(k, 'b')", {"a", "b"}, id="table with a fallback"),
        pytest.param("x.tone", None, id="unknown"),
        pytest.param("'a' if x else y", None, id="half known"),
    ],
)
def test_an_expression_comes_to_what_is_written_in_it(expression: str, expected: set[str] | None) -> None:
    assert outcomes(expression) == expected


def test_both_lists_were_read() -> None:
    known = known_components()
    assert {"s-page", "s-table-header", "s-app-nav", "ui-save-bar", "ui-title-bar", "ui-modal"} <= set(known)
    assert "accessory" in known["s-page"].slots
    assert known["ui-modal"].attributes["variant"] == '"small" | "base" | "large" | "max"'
