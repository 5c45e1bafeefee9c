// What every component shares: attributes mirrored as properties, one render into an open shadow root, one shared sheet.
const sheets = new Map();

function sheet(css) {
  if (!sheets.has(css)) {
    const made = new CSSStyleSheet();
    made.replaceSync(css);
    sheets.set(css, made);
  }
  return sheets.get(css);
}

const SHARED = `
  :host { box-sizing: border-box; --ink: #303030; --quiet: #616161; --line: #e3e3e3; --edge: #8a8a8a; --focus: #005bd3;
    --info: #e0f0ff; --info-ink: #003a5a; --success: #cdfee1; --success-ink: #0c5132; --caution: #fff8db; --caution-ink: #4f4700;
    --warning: #ffebd5; --warning-ink: #5e4200; --critical: #fedad9; --critical-ink: #8e0b21; }
  :host([hidden]), [hidden] { display: none !important }
  *, *::before, *::after { box-sizing: border-box }
  button, input, select, textarea { font: inherit; color: inherit; letter-spacing: inherit }
  .unseen { position: absolute; width: 1px; height: 1px; margin: -1px; padding: 0; overflow: hidden; clip-path: inset(50%); white-space: nowrap; border: 0 }
  :focus-visible { outline: 2px solid var(--focus); outline-offset: 1px }
`;

// A document with components looks like a page of the admin, as Polaris' own script makes it.
const pageStyle = document.createElement("style");
pageStyle.textContent = `
  html { background: #f1f1f1; color: #303030; font: 13px/20px Inter, -apple-system, "Segoe UI", system-ui, sans-serif;
    -webkit-font-smoothing: antialiased; -webkit-text-size-adjust: 100% }
  body { margin: 0 }
  form { margin: 0 }
`;
document.head.prepend(pageStyle);

function escapeText(value) {
  return String(value ?? "").replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

class Component extends HTMLElement {
  // name in camelCase -> its default: a string, or false for a boolean attribute. Attributes are the same in lower case.
  static properties = {};
  static css = "";
  static focusable = false;

  static get observedAttributes() {
    return [...Object.keys(this.properties).map((name) => name.toLowerCase()), "role"];
  }

  constructor() {
    super();
    const root = this.attachShadow({ mode: "open", delegatesFocus: this.constructor.focusable });
    root.adoptedStyleSheets = [sheet(SHARED), sheet(this.constructor.css)];
  }

  connectedCallback() {
    // A property set before the element was known to the browser hides our setter: set it again through it.
    for (const name of Object.keys(this.constructor.properties)) {
      if (!Object.hasOwn(this, name)) continue;
      const value = this[name];
      delete this[name];
      this[name] = value;
    }
    if (!this.drawn) {
      this.drawn = true;
      this.draw();
    }
    this.update();
  }

  attributeChangedCallback(name, before, after) {
    if (!this.drawn || before === after) return;
    if (name !== "role") this.update(name);
    // htmx's morphing takes away what the new page does not say: put it back.
    else if (after === null && this.exposed?.role) this.expose(this.exposed.role, this.exposed.aria);
  }

  // draw() fills the shadow root once; update() follows the attributes.
  draw() {
    this.shadowRoot.innerHTML = "<slot></slot>";
  }

  // Role and aria-* stand on the element itself: Polaris keeps them in ElementInternals, but then a browser test finds
  // neither the row nor what is in it. `aria` holds attributes without "aria-"; null or "" removes one.
  expose(role, aria = {}) {
    this.exposed = { role, aria };
    const wanted = { role, ...Object.fromEntries(Object.entries(aria).map(([name, value]) => [`aria-${name}`, value])) };
    for (const [name, value] of Object.entries(wanted)) {
      if (value === null || value === undefined || value === "") this.removeAttribute(name);
      else if (this.getAttribute(name) !== value) this.setAttribute(name, value);
    }
  }

  update() {}

  // Rules of this one element, over those of its class.
  dressHost(css) {
    if (!this.own) {
      this.own = new CSSStyleSheet();
      this.shadowRoot.adoptedStyleSheets.push(this.own);
    }
    this.own.replaceSync(css);
  }

  $(selector) {
    return this.shadowRoot.querySelector(selector);
  }

  emit(type, options = {}) {
    return this.dispatchEvent(new Event(type, { bubbles: true, ...options }));
  }
}

function without(properties, ...names) {
  return Object.fromEntries(Object.entries(properties).filter(([name]) => !names.includes(name)));
}

const generated = new WeakSet();

function isWritten(type, name) {
  for (let proto = type.prototype; proto; proto = Object.getPrototypeOf(proto)) {
    const found = Object.getOwnPropertyDescriptor(proto, name);
    if (found) return !generated.has(found.get);
  }
  return false;
}

function define(tag, type) {
  for (const [name, initial] of Object.entries(type.properties)) {
    // What a class writes itself, and what every HTML element has, stays as it is.
    if (isWritten(type, name)) continue;
    const attribute = name.toLowerCase();
    const descriptor =
      initial === false
        ? {
            get() {
              return this.hasAttribute(attribute) && this.getAttribute(attribute) !== "false";
            },
            set(value) {
              this.toggleAttribute(attribute, Boolean(value));
            },
          }
        : {
            get() {
              return this.getAttribute(attribute) ?? initial;
            },
            set(value) {
              if (value === null || value === undefined) this.removeAttribute(attribute);
              else this.setAttribute(attribute, value);
            },
          };
    generated.add(descriptor.get);
    Object.defineProperty(type.prototype, name, { ...descriptor, configurable: true, enumerable: true });
  }
  customElements.define(tag, type);
}

// command and commandFor: what a button, link or chip does to another element.
function runCommand(source) {
  const id = source.commandFor;
  if (!id) return false;
  const target = source.getRootNode().getElementById?.(id) || document.getElementById(id);
  if (!target) {
    console.error(`${source.localName}: commandFor names ${id}, which is not on the page.`);
    return true;
  }
  const command = source.command || "--auto";
  if (command === "--copy") navigator.clipboard?.writeText(target.textContent.trim());
  const verb = { "--show": "showOverlay", "--hide": "hideOverlay", "--toggle": "toggleOverlay", "--auto": "toggleOverlay" }[command];
  if (verb && typeof target[verb] === "function") target[verb](source);
  return true;
}

// Spacing keywords, smallest to largest, in pixels.
const SPACE = {
  none: 0, "small-500": 2, "small-400": 4, "small-300": 6, "small-200": 8, "small-100": 12, small: 12, base: 16,
  large: 20, "large-100": 20, "large-200": 24, "large-300": 32, "large-400": 40, "large-500": 48,
};

function spacing(value) {
  return value.split(/\s+/).filter(Boolean).map((word) => (word in SPACE ? `${SPACE[word]}px` : word)).join(" ");
}
