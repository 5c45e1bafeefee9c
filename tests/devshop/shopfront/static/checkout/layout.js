// s-box, s-stack, s-grid, s-image.
const BOX = {
  accessibilityLabel: "", accessibilityRole: "", accessibilityVisibility: "visible", background: "", blockSize: "", border: "", borderRadius: "",
  borderStyle: "", borderWidth: "", display: "auto", id: "", inlineSize: "", maxBlockSize: "", maxInlineSize: "", minBlockSize: "",
  minInlineSize: "", overflow: "", padding: "", paddingBlock: "", paddingBlockEnd: "", paddingBlockStart: "", paddingInline: "",
  paddingInlineEnd: "", paddingInlineStart: "",
};
const ROLES = { section: "region", "unordered-list": "list", "ordered-list": "list", "list-item": "listitem", aside: "complementary", generic: "" };
const HYPHENS = /[A-Z]/g;

function boxRules(box) {
  const rules = [];
  for (const name of ["blockSize", "inlineSize", "maxBlockSize", "maxInlineSize", "minBlockSize", "minInlineSize", "overflow"]) {
    if (box[name]) rules.push(`${name.replace(HYPHENS, (sign) => `-${sign.toLowerCase()}`)}: ${box[name]}`);
  }
  for (const name of Object.keys(BOX)) {
    if (name.startsWith("padding") && box[name]) {
      rules.push(`${name.replace(HYPHENS, (sign) => `-${sign.toLowerCase()}`)}: ${spacing(box[name])}`);
    }
  }
  if (box.border && box.border !== "none") rules.push("border: 1px solid var(--line)");
  if (box.borderRadius) rules.push(`border-radius: ${RADIUS[box.borderRadius] ?? 0}px`);
  if (box.background) rules.push(`background: ${{ subdued: "#f3efe8", base: "var(--ground)" }[box.background] ?? "transparent"}`);
  if (box.display === "none") rules.push("display: none");
  return rules;
}

const without = (properties, ...names) => Object.fromEntries(Object.entries(properties).filter(([name]) => !names.includes(name)));

class Box extends Component {
  static properties = BOX;
  static css = ":host { display: block; min-width: 0 }";

  more() {
    return [];
  }

  update() {
    this.dress([...boxRules(this), ...this.more()]);
    const role = this.accessibilityRole;
    this.expose(ROLES[role] ?? role, this.accessibilityLabel);
    if (this.accessibilityVisibility === "hidden") this.setAttribute("aria-hidden", "true");
    else this.removeAttribute("aria-hidden");
  }
}

class Stack extends Box {
  static properties = {
    ...without(BOX, "accessibilityVisibility"), alignContent: "normal", alignItems: "normal", columnGap: "", direction: "block", gap: "none",
    justifyContent: "normal", rowGap: "",
  };

  more() {
    const inline = this.direction === "inline";
    return [
      "display: flex",
      `flex-flow: ${inline ? "row wrap" : "column nowrap"}`,
      `gap: ${spacing(this.gap)}`,
      `align-items: ${this.alignItems === "normal" ? (inline ? "center" : "stretch") : this.alignItems}`,
      `justify-content: ${this.justifyContent}`,
    ];
  }
}

class Grid extends Box {
  static properties = {
    ...BOX, alignContent: "", alignItems: "", borderColor: "", columnGap: "", gap: "none",
    gridTemplateColumns: "none", gridTemplateRows: "none", justifyContent: "", justifyItems: "", placeContent: "", placeItems: "", rowGap: "",
  };

  more() {
    return [
      "display: grid",
      `grid-template-columns: ${this.gridTemplateColumns}`,
      `gap: ${spacing(this.gap)}`,
      this.alignItems && `align-items: ${this.alignItems}`,
      this.placeItems && `place-items: ${this.placeItems}`,
    ];
  }
}

class Picture extends Component {
  static properties = {
    accessibilityRole: "img", alt: "", aspectRatio: "1/1", border: "", borderRadius: "", borderStyle: "", borderWidth: "", id: "",
    inlineSize: "fill", loading: "eager", objectFit: "contain", sizes: "", src: "", srcSet: "",
  };
  static css = ":host, img { display: block; width: 100% }";

  markup() {
    return "<img>";
  }

  update() {
    const picture = this.$("img");
    picture.loading = this.loading;
    picture.alt = this.alt;
    picture.style.aspectRatio = this.aspectRatio;
    picture.style.objectFit = this.objectFit;
    if (picture.getAttribute("src") !== this.src) picture.src = this.src;
  }
}

define("s-box", Box);
define("s-stack", Stack);
define("s-grid", Grid);
define("s-image", Picture);
