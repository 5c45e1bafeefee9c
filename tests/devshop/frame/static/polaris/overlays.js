// What opens over the page: s-modal, s-popover, s-menu, s-tooltip. Buttons open them by commandFor, tooltips by interestFor.
class Overlay extends Component {
  role_ = "dialog";

  opened(source) {
    this.source = source;
    this.expose(this.role_, { label: this.accessibilityLabel || this.heading });
    this.emit("show", { bubbles: false });
    this.emit("aftershow", { bubbles: false });
  }

  gone() {
    this.expose(null);
    this.emit("hide", { bubbles: false });
    this.emit("afterhide", { bubbles: false });
    this.source?.focus?.();
  }

  toggleOverlay(source) {
    if (this.isOpen) this.hideOverlay();
    else this.showOverlay(source);
  }
}

class Modal extends Overlay {
  static properties = { accessibilityLabel: "", heading: "", padding: "base", size: "base" };
  static css = `:host { display: contents } dialog { width: min(620px, 96vw); max-height: min(84vh, 760px); padding: 0; border: 0; border-radius: 16px; background: #fff; color: inherit; box-shadow: 0 24px 60px rgb(0 0 0 / .3); overflow: hidden }
    dialog::backdrop { background: rgb(0 0 0 / .5) } dialog[open] { display: flex; flex-direction: column } .small { width: min(440px, 96vw) } .small-100 { width: min(380px, 96vw) } .large { width: min(860px, 96vw) } .large-100 { width: min(1100px, 96vw) }
    .head { display: flex; align-items: center; gap: 8px; padding: 12px 12px 12px 16px; background: #f3f3f3; border-bottom: 1px solid var(--line) } h2 { flex: 1; margin: 0; font-size: 14px; line-height: 20px; font-weight: 650 }
    .close { display: inline-flex; padding: 4px; border: 0; border-radius: 6px; background: none; font-size: 18px; line-height: 0; cursor: pointer } .close:hover { background: rgb(0 0 0 / .06) }
    .body { padding: 16px; overflow: auto; display: flex; flex-direction: column; gap: 16px } :host([padding=none]) .body { padding: 0 } .foot { display: flex; flex-wrap: wrap; justify-content: flex-end; gap: 8px; padding: 12px 16px; border-top: 1px solid var(--line) } .foot.empty { display: none }
    @media (max-width: 490px) { dialog { width: 100vw !important; max-width: 100vw; max-height: 92vh; margin: auto 0 0; border-radius: 16px 16px 0 0 } }`;

  draw() {
    this.shadowRoot.innerHTML = `<dialog role="presentation"><div class="head"><h2></h2><button type="button" class="close" aria-label="Close">${drawing("x")}</button></div>
      <div class="body"><slot></slot></div><div class="foot"><slot name="secondary-actions"></slot><slot name="primary-action"></slot></div></dialog>`;
    this.dialog = this.$("dialog");
    this.$(".close").addEventListener("click", () => this.hideOverlay());
    this.dialog.addEventListener("close", () => this.gone());
    this.dialog.addEventListener("click", (event) => event.target === this.dialog && this.hideOverlay());
    this.shadowRoot.addEventListener("slotchange", () => this.update());
  }

  get isOpen() {
    return this.dialog.open;
  }

  showOverlay(source) {
    if (this.isOpen) return;
    this.dialog.showModal();
    this.opened(source);
  }

  hideOverlay() {
    if (this.isOpen) this.dialog.close();
  }

  show() {
    this.showOverlay();
  }

  hide() {
    this.hideOverlay();
  }

  toggle() {
    this.toggleOverlay();
  }

  update() {
    this.$("h2").textContent = this.heading;
    this.dialog.className = this.size;
    const any = [...this.shadowRoot.querySelectorAll(".foot slot")].some((slot) => slot.assignedElements().length > 0);
    this.$(".foot").classList.toggle("empty", !any);
  }
}

const FLOATING = `:host { display: contents } .float { position: fixed; margin: 0; inset: auto; padding: 0; border: 0; border-radius: 12px; background: #fff; color: var(--ink); overflow: auto; max-width: min(94vw, 420px); max-height: 60vh;
  box-shadow: 0 0 0 1px rgb(0 0 0 / .08), 0 8px 24px -4px rgb(0 0 0 / .22) }`;

// Beside what opened it, inside the window.
function place(float, source) {
  const anchor = source?.getBoundingClientRect() ?? { left: 8, right: 8, top: 8, bottom: 8 };
  const own = float.getBoundingClientRect();
  const below = anchor.bottom + 4 + own.height <= innerHeight || anchor.top < own.height + 8;
  float.style.left = `${Math.max(8, Math.min(anchor.left, innerWidth - own.width - 8))}px`;
  float.style.top = `${below ? anchor.bottom + 4 : anchor.top - own.height - 4}px`;
}

class Popover extends Overlay {
  static properties = { blockSize: "", inlineSize: "", maxBlockSize: "", maxInlineSize: "", minBlockSize: "", minInlineSize: "" };
  static css = FLOATING;

  draw() {
    this.shadowRoot.innerHTML = '<div class="float" popover="auto"><slot></slot></div>';
    this.float = this.$(".float");
    this.float.addEventListener("toggle", (event) => {
      if (event.newState === "closed") this.gone();
    });
  }

  get isOpen() {
    return this.float.matches(":popover-open");
  }

  showOverlay(source) {
    if (this.isOpen) return;
    // A click outside has just closed it ("light dismiss"); the same click must not open it again.
    if (source && source === this.source && Date.now() - (this.closedAt || 0) < 50) return;
    this.float.showPopover();
    place(this.float, source);
    this.opened(source);
  }

  hideOverlay() {
    if (this.isOpen) this.float.hidePopover();
  }

  gone() {
    this.closedAt = Date.now();
    super.gone();
  }

  update() {
    for (const name of Object.keys(Popover.properties)) if (this[name]) this.float.style[name] = this[name];
  }
}

class Menu extends Popover {
  static properties = { accessibilityLabel: "", id: "" };
  role_ = "menu";
  static css = `${FLOATING} .float { padding: 6px; min-width: 160px } slot { display: flex; flex-direction: column; gap: 2px }`;

  draw() {
    super.draw();
    this.addEventListener("click", (event) => event.target.closest("s-button, s-link") && this.hideOverlay());
    this.addEventListener("keydown", (event) => this.move(event));
    this.shadowRoot.addEventListener("slotchange", () => this.update());
  }

  get items() {
    return [...this.querySelectorAll("s-button, s-link")].filter((item) => !item.disabled);
  }

  opened(source) {
    super.opened(source);
    this.items[0]?.focus();
  }

  move(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const here = this.items.indexOf(event.target.closest("s-button, s-link"));
    this.items[(here + step + this.items.length) % this.items.length]?.focus();
  }

  update() {
    for (const item of this.querySelectorAll("s-button, s-link")) {
      const control = item.shadowRoot?.querySelector(".control");
      if (!control) continue;
      control.setAttribute("role", "menuitem");
      Object.assign(control.style, { justifyContent: "flex-start", boxShadow: "none", background: "none", padding: "6px 8px", fontSize: "13px" });
      item.style.display = "block";
    }
  }
}

class Tooltip extends Component {
  static properties = { id: "" };
  static css = `${FLOATING} .float { padding: 6px 10px; border-radius: 8px; font-size: 12px; line-height: 16px; max-width: 260px; pointer-events: none }`;

  draw() {
    this.shadowRoot.innerHTML = '<div class="float" popover="manual"><slot></slot></div>';
    this.float = this.$(".float");
  }

  show(source) {
    if (this.float.matches(":popover-open")) return;
    this.float.showPopover();
    place(this.float, source);
    this.expose("tooltip");
  }

  hide() {
    if (this.float.matches(":popover-open")) this.float.hidePopover();
    this.expose(null);
  }
}

function interest(event, verb) {
  const source = event.composedPath().find((node) => node.getAttribute?.("interestfor"));
  const target = source && document.getElementById(source.getAttribute("interestfor"));
  if (target?.localName === "s-tooltip") target[verb](source);
}

for (const [type, verb] of [["mouseover", "show"], ["mouseout", "hide"], ["focusin", "show"], ["focusout", "hide"]]) {
  document.addEventListener(type, (event) => interest(event, verb));
}

define("s-modal", Modal);
define("s-popover", Popover);
define("s-menu", Menu);
define("s-tooltip", Tooltip);
