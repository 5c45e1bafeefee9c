// Boxes: s-box, s-stack, s-grid, s-grid-item, s-query-container, s-scroll-box, s-divider. Their style follows their attributes.
const SURFACES = { transparent: "transparent", subdued: "#f7f7f7", base: "#fff", strong: "#ededed" };
const LINES = { subdued: "#ebebeb", base: "#e3e3e3", strong: "#8a8a8a" };
const WIDTHS = { none: "0", "small-100": "0.66px", small: "1px", base: "1px", large: "2px", "large-100": "4px" };
const RADII = { none: 0, "small-200": 2, "small-100": 4, small: 4, base: 8, large: 12, "large-100": 12, "large-200": 16, max: 9999 };

function words(value, table, unit = "") {
  return value.split(/\s+/).map((word) => (word in table ? `${table[word]}${unit && table[word] !== 0 ? unit : ""}` : word)).join(" ");
}

function topLevelComma(value) {
  let depth = 0;
  for (let at = 0; at < value.length; at++) {
    if (value[at] === "(") depth++;
    else if (value[at] === ")") depth--;
    else if (value[at] === "," && depth === 0) return at;
  }
  return -1;
}

// "@container name (inline-size > 500px) wide, narrow": the second value holds unless the condition does.
function responsive(value) {
  const match = /^@container\s+([\w-]+\s+)?((?:(?:and|or|not)?\s*\([^()]*\)\s*)+)(.*)$/s.exec(value.trim());
  if (!match) return { plain: value };
  const [, name = "", condition, rest] = match;
  const comma = topLevelComma(rest);
  if (comma < 0) return { plain: "" };
  return {
    query: `${name.trim() || "s-default"} ${condition.trim()}`,
    wide: rest.slice(0, comma).trim(),
    plain: rest.slice(comma + 1).trim(),
  };
}

const STYLE = {
  padding: ["padding", spacing], paddingBlock: ["padding-block", spacing], paddingBlockStart: ["padding-block-start", spacing],
  paddingBlockEnd: ["padding-block-end", spacing], paddingInline: ["padding-inline", spacing],
  paddingInlineStart: ["padding-inline-start", spacing], paddingInlineEnd: ["padding-inline-end", spacing],
  gap: ["gap", spacing], rowGap: ["row-gap", spacing], columnGap: ["column-gap", spacing],
  alignItems: ["align-items"], justifyItems: ["justify-items"], placeItems: ["place-items"], alignContent: ["align-content"],
  justifyContent: ["justify-content"], placeContent: ["place-content"], gridTemplateColumns: ["grid-template-columns"],
  gridTemplateRows: ["grid-template-rows"], gridColumn: ["grid-column"], gridRow: ["grid-row"], overflow: ["overflow"],
  blockSize: ["block-size"], minBlockSize: ["min-block-size"], maxBlockSize: ["max-block-size"], inlineSize: ["inline-size"],
  minInlineSize: ["min-inline-size"], maxInlineSize: ["max-inline-size"],
  background: ["background-color", (value) => SURFACES[value] ?? "transparent"],
  borderRadius: ["border-radius", (value) => words(value, RADII, "px")],
  borderWidth: ["border-width", (value) => words(value, WIDTHS)],
  borderStyle: ["border-style", (value) => value.replace(/\bauto\b/g, "solid")],
  borderColor: ["border-color", (value) => LINES[value] ?? LINES.base],
  display: ["display", (value) => (value === "none" ? "none" : "")],
};

function borderRule(value) {
  const [width = "none", colour = "base", line = "solid"] = value.split(/\s+/);
  return `border: ${WIDTHS[width] ?? "1px"} ${line === "auto" ? "solid" : line} ${LINES[colour] ?? LINES.base};`;
}

function boxRules(element, extra = {}) {
  const table = { ...STYLE, ...extra };
  let plain = element.border && element.border !== "none" ? borderRule(element.border) : "";
  let queries = "";
  for (const [name, [property, translate = (value) => value]] of Object.entries(table)) {
    const value = element[name];
    if (!value) continue;
    const parts = responsive(value);
    const rule = (text) => (translate(text) === "" ? "" : `${property}: ${translate(text)};`);
    if (parts.plain) plain += rule(parts.plain);
    if (parts.query) queries += `@container ${parts.query} { :host { ${rule(parts.wide)} } }`;
  }
  return `:host { ${plain} }${queries}`;
}

const ROLES = {
  header: "banner", footer: "contentinfo", section: "region", aside: "complementary", "ordered-list": "list",
  "unordered-list": "list", "list-item": "listitem", "list-item-separator": "separator", main: "main", region: "region",
  navigation: "navigation", separator: "separator", status: "status", alert: "alert", presentation: "presentation", none: "none",
};

const BOX = {
  accessibilityLabel: "", accessibilityRole: "generic", accessibilityVisibility: "visible", background: "transparent", border: "none",
  borderColor: "", borderRadius: "", borderStyle: "", borderWidth: "", blockSize: "", minBlockSize: "", maxBlockSize: "",
  inlineSize: "", minInlineSize: "", maxInlineSize: "", padding: "", paddingBlock: "", paddingBlockStart: "", paddingBlockEnd: "",
  paddingInline: "", paddingInlineStart: "", paddingInlineEnd: "", display: "auto", overflow: "",
};

class Box extends Component {
  static properties = BOX;
  static css = ":host { display: block; min-width: 0 }";

  update() {
    this.dressHost(boxRules(this) + (this.accessibilityVisibility === "exclusive" ? UNSEEN_HOST : ""));
    const hidden = this.accessibilityVisibility === "hidden" ? "true" : null;
    this.expose(ROLES[this.accessibilityRole], { label: this.accessibilityLabel, hidden });
  }
}

const UNSEEN_HOST = ":host { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap }";

class Stack extends Box {
  static properties = { ...BOX, direction: "block", gap: "", rowGap: "", columnGap: "", alignItems: "", alignContent: "", justifyContent: "" };
  static css = ":host { display: flex; min-width: 0; flex-direction: column } :host > * { min-width: 0 }";

  update() {
    super.update();
    // A row of things that does not fit breaks onto the next line.
    const direction = (value) => (value === "inline" ? "row; flex-wrap: wrap" : "column");
    this.dressHost(boxRules(this, { direction: ["flex-direction", direction] }));
  }
}

class Grid extends Box {
  static properties = {
    ...BOX, gap: "", rowGap: "", columnGap: "", alignItems: "", justifyItems: "", placeItems: "", alignContent: "", justifyContent: "",
    placeContent: "", gridTemplateColumns: "", gridTemplateRows: "",
  };
  static css = ":host { display: grid; min-width: 0 } ::slotted(*) { min-width: 0 }";
}

class GridItem extends Box {
  static properties = { ...BOX, gridColumn: "", gridRow: "" };
}

class ScrollBox extends Box {
  static properties = { ...BOX, overflow: "auto", snapType: "", scrollPadding: "", scrollMargin: "" };
}

class QueryContainer extends Component {
  static properties = { containerName: "", id: "" };
  static css = ":host { display: block; container-type: inline-size; container-name: s-default }";

  update() {
    this.style.containerName = `s-default ${this.containerName}`.trim();
  }
}

class Divider extends Component {
  static properties = { direction: "inline", color: "base" };
  static css = `:host { display: block; border-top: 1px solid #e3e3e3 } :host([color=strong]) { border-color: #8a8a8a }
    :host([direction=block]) { display: inline-block; align-self: stretch; border-top: 0; border-left: 1px solid #e3e3e3 }`;

  update() {
    this.expose("separator", { orientation: this.direction === "block" ? "vertical" : "horizontal" });
  }
}

define("s-box", Box);
define("s-stack", Stack);
define("s-grid", Grid);
define("s-grid-item", GridItem);
define("s-query-container", QueryContainer);
define("s-scroll-box", ScrollBox);
define("s-divider", Divider);
