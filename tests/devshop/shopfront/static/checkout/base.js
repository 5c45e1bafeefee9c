// What every component of the checkout's look-alike shares: properties in camelCase, attributes in lower case, one
// drawing into an open shadow root.
const SHARED = `
  :host { box-sizing: border-box; --ink: #2b2a27; --quiet: #635f58; --edge: #8d877c; --line: #d6d0c5; --ground: #fff; --leaf: #324a3f; --wrong: #9b2212 }
  :host([hidden]) { display: none !important }
  *, *::before, *::after { box-sizing: border-box }
  button, input { font: inherit; color: inherit; letter-spacing: inherit }
  .unseen { position: absolute; width: 1px; height: 1px; margin: -1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap }
  :focus-visible { outline: 2px solid var(--leaf); outline-offset: 2px }
`;

const SPACE = {
  none: 0, "small-500": 2, "small-400": 4, "small-300": 6, "small-200": 8, "small-100": 10, small: 12, base: 16,
  large: 20, "large-100": 24, "large-200": 28, "large-300": 32, "large-400": 40, "large-500": 48,
};
const RADIUS = { none: 0, "small-100": 4, small: 6, base: 10, large: 14, "large-100": 18, max: 999 };

const spacing = (value) => value.split(/\s+/).filter(Boolean).map((word) => `${SPACE[word] ?? 0}px`).join(" ");

class Component extends HTMLElement {
  // Name in camelCase -> what it is where nobody says: a string, or false for a boolean.
  static properties = {};
  static css = "";
  static focusable = false;

  static get observedAttributes() {
    return Object.keys(this.properties).map((name) => name.toLowerCase());
  }

  constructor() {
    super();
    const root = this.attachShadow({ mode: "open", delegatesFocus: this.constructor.focusable });
    this.given = { ...this.constructor.properties };
    this.sheet = new CSSStyleSheet();
    const shared = new CSSStyleSheet();
    shared.replaceSync(SHARED + this.constructor.css);
    root.adoptedStyleSheets = [shared, this.sheet];
    root.innerHTML = this.markup();
  }

  markup() {
    return "<slot></slot>";
  }

  connectedCallback() {
    this.update();
  }

  attributeChangedCallback(attribute, _before, after) {
    const name = Object.keys(this.given).find((row) => row.toLowerCase() === attribute);
    const initial = this.constructor.properties[name];
    this[name] = initial === false ? after !== null : (after ?? initial);
  }

  update() {}

  dress(rules) {
    this.sheet.replaceSync(`:host { ${rules.filter(Boolean).join("; ")} }`);
  }

  $(selector) {
    return this.shadowRoot.querySelector(selector);
  }

  // Roles stand on the element itself, where a browser test finds what is in it.
  expose(role, label = "") {
    for (const [name, value] of [["role", role], ["aria-label", label]]) {
      if (value) this.setAttribute(name, value);
      else this.removeAttribute(name);
    }
  }
}

function define(tag, type) {
  for (const name of Object.keys(type.properties)) {
    if (Object.hasOwn(type.prototype, name)) continue;
    Object.defineProperty(type.prototype, name, {
      get() {
        return this.given[name];
      },
      set(value) {
        const initial = type.properties[name];
        this.given[name] = initial === false ? Boolean(value) : (value ?? initial);
        if (this.isConnected) this.update();
      },
      configurable: true,
      enumerable: true,
    });
  }
  customElements.define(tag, type);
}
