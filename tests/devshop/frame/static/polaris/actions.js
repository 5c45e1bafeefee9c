// What is pressed: s-button, s-link, s-clickable, s-press-button, s-button-group, s-chip, s-clickable-chip.
const ACTION = { accessibilityLabel: "", command: "", commandFor: "", disabled: false, download: "", href: "", interestFor: "", lang: "", loading: false, target: "auto" };

class Pressable extends Component {
  static formAssociated = true;
  static focusable = true;

  constructor() {
    super();
    this.internals = this.attachInternals();
  }

  draw() {
    this.shadowRoot.innerHTML = '<div class="place"></div>';
    this.shadowRoot.addEventListener("click", (event) => this.press(event));
  }

  // The control is a real link or a real button, so keyboard and screen readers need nothing more.
  control() {
    const wanted = this.href && !this.disabled ? "a" : "button";
    let control = this.$(".control");
    if (!control || control.localName !== wanted) {
      const fresh = document.createElement(wanted);
      fresh.className = "control";
      if (wanted === "button") fresh.type = "button";
      (control || this.$(".place")).replaceWith(fresh);
      fresh.innerHTML = this.content();
      control = fresh;
    }
    if (wanted === "a") {
      control.href = this.href;
      control.target = this.target === "auto" ? "" : this.target;
      if (this.hasAttribute("download")) control.setAttribute("download", this.download);
    } else {
      control.disabled = this.disabled || this.loading;
    }
    if (this.accessibilityLabel) control.setAttribute("aria-label", this.accessibilityLabel);
    else control.removeAttribute("aria-label");
    if (this.commandFor) control.setAttribute("aria-haspopup", popupKind(this.commandFor));
    else control.removeAttribute("aria-haspopup");
    return control;
  }

  content() {
    return "<slot></slot>";
  }

  update() {
    this.control();
  }

  click() {
    this.$(".control")?.click();
  }

  press(event) {
    if (this.disabled || this.loading) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    // Listeners on the element and above it come first; what follows is what a browser does after them.
    let done = false;
    const after = () => {
      if (done) return;
      done = true;
      window.removeEventListener("click", after);
      if (!event.defaultPrevented) this.act(event);
    };
    window.addEventListener("click", after);
    setTimeout(after);
  }

  act(event) {
    if (this.commandFor) {
      event.preventDefault();
      runCommand(this);
    } else if (this.href) {
      this.navigate(event);
    } else if (this.type === "submit") {
      this.internals.form?.requestSubmit();
    } else if (this.type === "reset") {
      this.internals.form?.reset();
    }
  }

  navigate(event) {
    const modified = event.metaKey || event.ctrlKey || event.shiftKey || event.altKey || event.button > 0;
    if (modified || this.hasAttribute("download") || !["auto", "_self", ""].includes(this.target)) return;
    if (/^(shopify|mailto|tel|javascript):/i.test(this.href)) return;
    const navigation = new CustomEvent("shopify:navigate", { bubbles: true, cancelable: true, composed: true });
    if (!this.dispatchEvent(navigation)) event.preventDefault();
  }
}

function popupKind(id) {
  const kind = document.getElementById(id)?.localName;
  return { "s-menu": "menu", "s-modal": "dialog", "s-popover": "dialog" }[kind] || "false";
}

class Button extends Pressable {
  static properties = { ...ACTION, icon: "", inlineSize: "auto", tone: "auto", type: "button", variant: "auto" };
  static css = `
    :host { display: inline-block; width: fit-content; vertical-align: middle; max-width: 100% } :host([inlinesize=fill]) { display: block; width: auto }
    .control { display: inline-flex; align-items: center; justify-content: center; gap: 2px; width: 100%; min-height: 28px; padding: 4px 12px;
      border: 0; border-radius: 8px; background: #fff; color: var(--ink); font-size: 12px; line-height: 16px; font-weight: 550; text-decoration: none;
      cursor: pointer; user-select: none; text-align: center;
      box-shadow: 0 -1px 0 0 #b5b5b5 inset, 0 0 0 1px rgb(0 0 0 / .1) inset, 0 .5px 0 1.5px #fff inset }
    .control:hover { background: #fafafa } .control:active { background: #f3f3f3; box-shadow: 0 1px 1px 1px rgb(26 26 26 / .12) inset }
    .primary { background: linear-gradient(180deg, #444, #303030); color: #fff; box-shadow: 0 -1px 0 1px rgb(0 0 0 / .8) inset, 0 0 0 1px #303030 inset, 0 .5px 0 1.5px rgb(255 255 255 / .25) inset }
    .primary:hover { background: #1a1a1a } .primary:active { background: #111 }
    .tertiary { background: none; box-shadow: none } .tertiary:hover { background: rgb(0 0 0 / .05) }
    .critical { color: var(--critical-ink) } .primary.critical { background: #c70a24; color: #fff; box-shadow: 0 -1px 0 1px #8e0b21 inset } .primary.critical:hover { background: #a30a24 }
    .control:disabled { background: rgb(0 0 0 / .05); color: #b5b5b5; box-shadow: none; cursor: default }
    .primary:disabled { background: rgb(0 0 0 / .17); color: #fff }
    .icon { display: inline-flex; font-size: 18px; line-height: 0; margin: 0 2px 0 -4px } .bare { padding: 4px 6px } .bare .icon { margin: 0 }
    .ring { display: none; width: 14px; height: 14px; border: 2px solid currentColor; border-right-color: transparent; border-radius: 50%; animation: turn .8s linear infinite }
    .busy .ring { display: inline-block } .busy .icon { display: none } .busy .label { position: absolute; clip-path: inset(50%) }
    @keyframes turn { to { transform: rotate(1turn) } }
    @media (max-width: 490px) { .control { min-height: 32px; font-size: 14px; line-height: 20px } }`;

  content() {
    return '<span class="icon"></span><span class="label"><slot></slot></span><span class="ring"></span>';
  }

  draw() {
    super.draw();
    // Words may arrive after the element itself (a streamed page, htmx): an icon alone is drawn square.
    this.shadowRoot.addEventListener("slotchange", () => this.update());
  }

  update() {
    const control = this.control();
    const variant = this.variant === "auto" && this.slot === "primary-action" ? "primary" : this.variant;
    const bare = Boolean(this.icon) && !this.textContent.trim();
    const kinds = { primary: variant === "primary", tertiary: variant === "tertiary", critical: this.tone === "critical", busy: this.loading, bare };
    control.className = ["control", ...Object.keys(kinds).filter((kind) => kinds[kind])].join(" ");
    control.toggleAttribute("aria-busy", this.loading);
    const icon = this.$(".icon");
    icon.innerHTML = this.icon ? drawing(this.icon) : "";
    icon.style.display = this.icon && !this.loading ? "" : "none";
  }
}

class Link extends Pressable {
  static properties = { ...without(ACTION, "disabled", "loading"), tone: "auto" };
  static css = `:host { display: inline } .control { display: inline; padding: 0; border: 0; background: none; color: #005bd3; text-decoration: underline; cursor: pointer; text-align: start;
    text-underline-offset: 2px; overflow-wrap: anywhere } .control:hover { text-decoration: none } :host([tone=neutral]) .control { color: inherit } :host([tone=critical]) .control { color: var(--critical-ink) }`;
}

class Clickable extends Pressable {
  static properties = { ...BOX, ...ACTION, type: "button" };
  static css = `:host { display: block } .control { display: block; width: 100%; padding: inherit; border: 0; border-radius: inherit; background: none; color: inherit; text-align: start; text-decoration: none; cursor: pointer; margin: 0 }
    .control:hover { background: rgb(0 0 0 / .03) } .control:disabled { opacity: .5; cursor: default }`;

  update() {
    this.control();
    this.dressHost(`${boxRules(this)} :host { padding: 0 !important } .control { ${spacingOf(this)} }`);
  }
}

function spacingOf(element) {
  const names = ["padding", "paddingBlock", "paddingInline"];
  return names.map((name) => (element[name] ? `${STYLE[name][0]}: ${spacing(responsive(element[name]).plain)};` : "")).join("");
}

class PressButton extends Button {
  static properties = {
    ...without(Button.properties, "command", "commandFor", "download", "href", "interestFor", "target", "type"),
    pressed: false,
    variant: "secondary",
  };

  act(event) {
    super.act(event);
    this.pressed = !this.pressed;
  }

  update() {
    super.update();
    const control = this.$(".control");
    control.setAttribute("aria-pressed", String(this.pressed));
    control.style.background = this.pressed ? "#e3e3e3" : "";
  }
}

class ButtonGroup extends Component {
  static properties = { accessibilityLabel: "", gap: "base" };
  static css = ":host { display: inline-flex; flex-wrap: wrap; gap: 8px } :host([gap=none]) { gap: 0 } slot { display: contents }";

  draw() {
    this.shadowRoot.innerHTML = '<slot></slot><slot name="secondary-actions"></slot><slot name="primary-action"></slot>';
  }

  update() {
    this.expose("group", { label: this.accessibilityLabel });
  }
}

const CHIP_CSS = `:host { display: inline-flex; align-items: center; width: fit-content; max-width: 100% } .chip { display: inline-flex; align-items: center; gap: 4px; min-height: 24px; padding: 2px 8px; border: 0; border-radius: 8px;
  background: #ebebeb; color: var(--ink); font: inherit; font-size: 12px; line-height: 16px; text-decoration: none } :host([color=subdued]) .chip { background: #f7f7f7 } :host([color=strong]) .chip { background: #d4d4d4 }
  button.chip, a.chip { cursor: pointer } button.chip:hover, a.chip:hover { background: #e0e0e0 } .remove { display: inline-flex; padding: 2px; border: 0; background: none; cursor: pointer; font-size: 14px; line-height: 0; border-radius: 4px }`;

class Chip extends Component {
  static properties = { accessibilityLabel: "", color: "base", removable: false };
  static css = CHIP_CSS;
  kind = "span";

  draw() {
    this.shadowRoot.addEventListener("click", (event) => {
      if (!event.target.closest(".remove")) return;
      event.stopPropagation();
      this.emit("remove");
    });
  }

  update() {
    const label = this.accessibilityLabel ? ` aria-label="${escapeText(this.accessibilityLabel)}"` : "";
    const href = this.href ? ` href="${escapeText(this.href)}"` : "";
    const kind = this.href ? "a" : this.kind;
    const state = kind === "button" && this.disabled ? " disabled" : "";
    this.shadowRoot.innerHTML = `<${kind} class="chip"${kind === "button" ? ' type="button"' : ""}${href}${label}${state}><slot name="graphic"></slot><slot></slot></${kind}>${
      this.removable ? `<button type="button" class="remove" aria-label="Remove ${escapeText(this.textContent.trim())}">${drawing("x")}</button>` : ""
    }`;
  }
}

class ClickableChip extends Chip {
  static properties = { ...Chip.properties, command: "", commandFor: "", disabled: false, hidden: false, href: "", interestFor: "" };
  kind = "button";

  draw() {
    super.draw();
    this.shadowRoot.addEventListener("click", (event) => {
      if (event.target.closest(".chip") || event.target.localName === "slot") runCommand(this);
    });
  }
}

define("s-button", Button);
define("s-link", Link);
define("s-clickable", Clickable);
define("s-press-button", PressButton);
define("s-button-group", ButtonGroup);
define("s-chip", Chip);
define("s-clickable-chip", ClickableChip);
