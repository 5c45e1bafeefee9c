// Words: s-heading, s-paragraph, s-text, s-number.
const FONT_SIZES = {
  "small-200": "11px/14px", "small-100": "12px/16px", small: "12px/16px", base: "13px/20px", large: "14px/20px", "large-100": "16px/24px",
  "large-200": "20px/24px", "large-300": "24px/32px", "large-400": "30px/40px",
};
const WEIGHTS = { base: 450, medium: 550, semibold: 600, bold: 700 };
const TONES = { info: "#003a5a", success: "#0c5132", caution: "#4f4700", warning: "#5e4200", critical: "#8e0b21", neutral: "#303030" };

function textRules(element) {
  const [size, line] = (FONT_SIZES[element.fontSize] || "").split("/");
  const rules = [];
  if (size) rules.push(`font-size: ${size}; line-height: ${line}`);
  if (element.fontWeight in WEIGHTS) rules.push(`font-weight: ${WEIGHTS[element.fontWeight]}`);
  if (element.color === "subdued") rules.push("color: #616161");
  if (element.tone in TONES) rules.push(`color: ${TONES[element.tone]}`);
  if (element.fontVariantNumeric && element.fontVariantNumeric !== "auto") rules.push(`font-variant-numeric: ${element.fontVariantNumeric}`);
  if (Number(element.lineClamp) > 0) {
    rules.push(`display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: ${Number(element.lineClamp)}; overflow: hidden`);
  }
  return `:host { ${rules.join("; ")} }${element.accessibilityVisibility === "exclusive" ? UNSEEN_HOST : ""}`;
}

class Words extends Component {
  role_() {
    return null;
  }

  update() {
    this.dressHost(textRules(this));
    this.expose(this.role_(), { hidden: this.accessibilityVisibility === "hidden" ? "true" : null });
  }
}

const WORDS = { color: "", tone: "auto", fontSize: "auto", fontWeight: "auto", fontVariantNumeric: "auto", accessibilityVisibility: "visible", dir: "" };

class Paragraph extends Words {
  static properties = { ...WORDS, lineClamp: "" };
  static css = ":host { display: block; margin: 0; overflow-wrap: anywhere }";

  role_() {
    return "paragraph";
  }
}

class Text extends Words {
  static properties = { ...WORDS, type: "generic", interestFor: "" };
  static css = `:host { display: inline; overflow-wrap: anywhere } :host([type=strong]) { font-weight: 600 } :host([type=address]) { font-style: normal }
    :host([type=redundant]) { color: #616161; text-decoration: line-through } :host([interestfor]) { text-decoration: underline dotted; text-underline-offset: 3px }`;

  role_() {
    return this.type === "strong" ? "strong" : null;
  }
}

class NumberText extends Words {
  static properties = without(WORDS, "fontVariantNumeric");
  static css = ":host { display: inline; font-variant-numeric: tabular-nums }";
}

// A heading's level follows how deep it sits in sections, as Polaris does it.
function headingLevel(element) {
  let level = 1;
  let node = element;
  while (node) {
    if (node !== element && (node.localName === "s-section" || node.localName === "s-page" || node.localName === "s-modal")) level++;
    node = node.assignedSlot || node.parentNode || node.host;
  }
  return Math.min(level, 6);
}

class Heading extends Words {
  static properties = { fontSize: "auto", lineClamp: "", accessibilityRole: "heading", accessibilityVisibility: "visible" };
  static css = ":host { display: block; font-size: 13px; line-height: 20px; font-weight: 650; overflow-wrap: anywhere }";

  update() {
    super.update();
    const isHeading = this.accessibilityRole === "heading";
    this.expose(isHeading ? "heading" : "presentation", { level: isHeading ? String(Math.max(2, headingLevel(this))) : null });
    if (this.fontSize === "auto" && headingLevel(this) <= 2) this.dressHost(":host { font-size: 14px }" + textRules(this));
  }
}

define("s-heading", Heading);
define("s-paragraph", Paragraph);
define("s-text", Text);
define("s-number", NumberText);
