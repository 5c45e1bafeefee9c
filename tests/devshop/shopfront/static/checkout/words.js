// s-heading, s-text, s-banner, s-skeleton-paragraph.
const UNSEEN_HOST = "position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap";

class Heading extends Component {
  static properties = { accessibilityRole: "heading", id: "" };
  static css = ":host { display: block } h2, div { margin: 0; font-size: 18px; line-height: 1.3; font-weight: 600; overflow-wrap: anywhere }";

  markup() {
    return "<h2><slot></slot></h2>";
  }
}

class Text extends Component {
  static properties = { accessibilityVisibility: "visible", color: "base", dir: "", display: "auto", id: "", lang: "", tone: "auto", type: "generic" };
  static css = ":host { display: inline; overflow-wrap: anywhere }";

  update() {
    this.dress([
      this.color === "subdued" && "color: var(--quiet)",
      this.type === "strong" && "font-weight: 600",
      this.type === "small" && "font-size: 13px",
      this.accessibilityVisibility === "exclusive" && UNSEEN_HOST,
    ]);
    if (this.accessibilityVisibility === "hidden") this.setAttribute("aria-hidden", "true");
    else this.removeAttribute("aria-hidden");
  }
}

class Banner extends Component {
  static properties = { collapsible: false, dismissible: false, heading: "", hidden: false, id: "", tone: "auto" };
  static css = `:host { display: block; padding: 12px 16px; border: 1px solid var(--line); border-radius: 10px; background: #f3efe8 }
    :host([data-tone=critical]) { background: #f9e3de; border-color: #d9a99f; color: #6b1d12 } strong { display: block } strong:empty { display: none }`;

  markup() {
    return "<strong></strong><slot></slot>";
  }

  update() {
    this.$("strong").textContent = this.heading;
    this.dataset.tone = this.tone;
    this.toggleAttribute("hidden", this.hidden);
    this.expose(this.tone === "critical" || this.tone === "warning" ? "alert" : "status");
  }
}

class SkeletonParagraph extends Component {
  static properties = { content: "", id: "" };
  static css = `:host { display: block; height: 1em; border-radius: 5px; background: #e7e2d9 } :host(:last-child) { width: 60% }
    slot { visibility: hidden }`;

  update() {
    this.setAttribute("aria-hidden", "true");
  }
}

define("s-heading", Heading);
define("s-text", Text);
define("s-banner", Banner);
define("s-skeleton-paragraph", SkeletonParagraph);
