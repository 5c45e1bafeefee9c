// What the page says back: s-badge, s-banner, s-spinner, s-progress.
class Badge extends Component {
  static properties = { color: "base", icon: "", size: "base", tone: "auto" };
  static css = `:host { display: inline-flex; width: fit-content; align-items: center; gap: 2px; padding: 2px 8px; border-radius: 8px; background: rgb(0 0 0 / .06); color: #616161; font-size: 12px; line-height: 16px; font-weight: 450; white-space: nowrap; vertical-align: middle }
    :host([tone=info]) { background: var(--info); color: var(--info-ink) } :host([tone=success]) { background: var(--success); color: var(--success-ink) }
    :host([tone=caution]) { background: var(--caution); color: var(--caution-ink) } :host([tone=warning]) { background: var(--warning); color: var(--warning-ink) }
    :host([tone=critical]) { background: var(--critical); color: var(--critical-ink) }
    :host([color=strong]) { background: #616161; color: #fff } :host([color=strong][tone=info]) { background: #0094d5 } :host([color=strong][tone=success]) { background: #047b5d }
    :host([color=strong][tone=caution]) { background: #ffe600; color: #332e00 } :host([color=strong][tone=warning]) { background: #ffb800; color: #251a00 } :host([color=strong][tone=critical]) { background: #e22c38 }
    :host([size=large]) { padding: 4px 10px } :host([size=large-100]) { padding: 6px 12px; font-size: 13px } .icon { display: inline-flex; font-size: 16px; line-height: 0; margin-left: -3px }`;

  update() {
    this.shadowRoot.innerHTML = `${this.icon ? `<span class="icon">${drawing(this.icon)}</span>` : ""}<slot></slot>`;
  }
}

const BANNER_ICONS = { auto: "info", info: "info", success: "check", warning: "alert-triangle", critical: "alert-diamond" };

class Banner extends Component {
  static properties = { dismissible: false, heading: "", hidden: false, tone: "auto" };
  static css = `:host { display: block; border-radius: 12px; overflow: hidden; background: #fff; box-shadow: 0 1px 0 rgb(26 26 26 / .07), 0 0 0 1px rgb(26 26 26 / .08) }
    .head { display: flex; align-items: center; gap: 6px; padding: 8px 8px 8px 12px; background: #91d0ff; color: #002133; font-weight: 600 } .head.success { background: #29845a; color: #f8fff9 }
    .head.warning { background: #ffb800; color: #251a00 } .head.critical { background: #c70a24; color: #fff } .icon { display: inline-flex; font-size: 20px; line-height: 0 } .text { flex: 1 }
    .plain { background: none; color: inherit; align-items: flex-start; font-weight: 450 } .plain.success { background: var(--success) } .plain.warning { background: var(--warning) } .plain.critical { background: var(--critical) } .plain.info, .plain.auto { background: var(--info) }
    .plain { color: var(--ink) !important } .body { display: flex; flex-direction: column; gap: 12px; padding: 12px } .actions { display: flex; flex-wrap: wrap; gap: 8px } .actions.empty, .body.empty { display: none }
    .close { display: inline-flex; padding: 4px; border: 0; border-radius: 6px; background: none; color: inherit; font-size: 18px; line-height: 0; cursor: pointer } .close:hover { background: rgb(0 0 0 / .08) }`;

  draw() {
    this.shadowRoot.innerHTML = `<div class="head"><span class="icon"></span><div class="text"><span class="title"></span></div><button type="button" class="close" aria-label="Dismiss">${drawing("x")}</button></div>
      <div class="body"><slot></slot><div class="actions"><slot name="secondary-actions"></slot></div></div>`;
    this.$(".close").addEventListener("click", () => {
      this.emit("dismiss");
      this.hidden = true;
      this.emit("afterhide");
    });
    this.shadowRoot.addEventListener("slotchange", () => this.update());
  }

  update() {
    const head = this.$(".head");
    head.className = `head ${this.tone}${this.heading ? "" : " plain"}`;
    this.$(".icon").innerHTML = drawing(BANNER_ICONS[this.tone] || "info");
    this.$(".title").textContent = this.heading;
    this.$(".close").hidden = !this.dismissible;
    // Without a heading the words stand beside the icon, without a coloured bar over them.
    const slot = this.shadowRoot.querySelector("slot:not([name])");
    const place = this.heading ? this.$(".body") : this.$(".text");
    if (slot.parentElement !== place) place.prepend(slot);
    const actions = this.$("slot[name]").assignedElements().length > 0;
    this.$(".actions").classList.toggle("empty", !actions);
    const words = slot.assignedNodes().some((node) => node.nodeType === Node.ELEMENT_NODE || node.textContent.trim());
    this.$(".body").classList.toggle("empty", !actions && !(this.heading && words));
    this.expose(this.tone === "critical" || this.tone === "warning" ? "alert" : "status");
  }
}

class Spinner extends Component {
  static properties = { accessibilityLabel: "", size: "base" };
  static css = `:host { display: inline-block; width: 20px; height: 20px; border: 2.5px solid #616161; border-right-color: transparent; border-radius: 50%; animation: turn .8s linear infinite }
    :host([size=large]) { width: 32px; height: 32px } :host([size=large-100]) { width: 44px; height: 44px } @keyframes turn { to { transform: rotate(1turn) } } @media (prefers-reduced-motion: reduce) { :host { animation-duration: 4s } }`;

  update() {
    this.expose("status", { label: this.accessibilityLabel || "Loading" });
  }
}

class Progress extends Component {
  static properties = { accessibilityLabel: "", max: "1", tone: "auto", value: "" };
  static css = `:host { display: block; height: 8px; border-radius: 4px; background: #e3e3e3; overflow: hidden } .bar { height: 100%; border-radius: 4px; background: #303030; transition: width .3s }
    :host([tone=success]) .bar { background: #29845a } :host([tone=critical]) .bar { background: #c70a24 } :host([tone=info]) .bar { background: #0094d5 } :host([tone=warning]) .bar, :host([tone=caution]) .bar { background: #ffb800 }
    .endless { width: 40% !important; animation: slide 1.4s ease-in-out infinite alternate } @keyframes slide { to { margin-left: 60% } }`;

  draw() {
    this.shadowRoot.innerHTML = '<div class="bar"></div>';
  }

  update() {
    const [value, max] = [Number(this.value), Number(this.max) || 1];
    const known = this.value !== "" && Number.isFinite(value);
    this.$(".bar").style.width = known ? `${Math.min(100, Math.max(0, (100 * value) / max))}%` : "";
    this.$(".bar").classList.toggle("endless", !known);
    this.expose("progressbar", { label: this.accessibilityLabel, valuemin: "0", valuemax: String(max), valuenow: known ? String(value) : null });
  }
}

define("s-badge", Badge);
define("s-banner", Banner);
define("s-spinner", Spinner);
define("s-progress", Progress);
