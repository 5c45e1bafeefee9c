// The page's frame: s-page, s-section, s-empty-state.
class Page extends Component {
  static properties = { heading: "", inlineSize: "base" };
  static css = `
    :host { display: block } .page { max-width: 998px; margin: 0 auto; padding: 16px 24px 48px } :host([inlinesize=large]) .page { max-width: none } :host([inlinesize=small]) .page { max-width: 662px }
    .head { display: flex; flex-wrap: wrap; align-items: center; gap: 8px 12px; min-height: 32px; margin-bottom: 16px } h1 { margin: 0; font-size: 20px; line-height: 24px; font-weight: 650; overflow-wrap: anywhere }
    .actions { display: flex; flex-wrap: wrap; gap: 8px; margin-left: auto; align-items: center } .crumbs { display: none; align-items: center; gap: 4px } .crumbs.filled { display: flex } .crumbs.filled::after { content: "\u203a"; color: var(--quiet); margin-left: 4px }
    .columns { display: flex; flex-direction: column; gap: 16px } .main, .aside { display: flex; flex-direction: column; gap: 16px; min-width: 0 } slot { display: contents } .start { display: contents }
    ::slotted([slot=supplemental-start]) { margin-bottom: 16px } .empty { display: none }
    @media (min-width: 900px) { .columns.two { display: grid; grid-template-columns: minmax(0, 2fr) minmax(0, 1fr); align-items: start } }
    @media (max-width: 490px) { .page { padding: 12px 0 32px } .head { padding: 0 16px } .columns, .main, .aside { gap: 12px } .actions { margin-left: 0; width: 100% } ::slotted([slot=supplemental-start]) { margin: 0 12px 12px } }`;

  draw() {
    this.shadowRoot.innerHTML = `<div class="page"><div class="head"><span class="crumbs"><slot name="breadcrumb-actions"></slot></span><h1></h1><slot name="accessory"></slot>
      <span class="actions"><slot name="secondary-actions"></slot><slot name="primary-action"></slot></span></div>
      <slot name="supplemental-start"></slot><div class="columns"><div class="main"><slot></slot></div><div class="aside"><slot name="aside"></slot></div></div></div>`;
    this.shadowRoot.addEventListener("slotchange", () => this.update());
  }

  filled(name) {
    return this.$(`slot[name="${name}"]`).assignedElements().length > 0;
  }

  update() {
    this.$("h1").textContent = this.heading;
    this.$("h1").hidden = !this.heading;
    this.$(".crumbs").classList.toggle("filled", this.filled("breadcrumb-actions"));
    const any = this.heading || ["breadcrumb-actions", "primary-action", "secondary-actions", "accessory"].some((name) => this.filled(name));
    this.$(".head").classList.toggle("empty", !any);
    const beside = this.filled("aside") && this.inlineSize === "base";
    this.$(".columns").classList.toggle("two", beside);
    this.$(".aside").classList.toggle("empty", !beside);
  }
}

class Section extends Component {
  static properties = { accessibilityLabel: "", heading: "", subheading: "", padding: "base" };
  static css = `
    :host { display: block; min-width: 0; background: #fff; border-radius: 12px; box-shadow: 0 1px 0 0 rgb(26 26 26 / .07), 0 0 0 1px rgb(26 26 26 / .06); padding: 16px }
    :host([padding=none]) { padding: 0; overflow: hidden } :host([padding=none]) .head { padding: 16px 16px 12px }
    :host(:state(nested)) { background: none; box-shadow: none; border-radius: 0; padding: 0 }
    .head { display: flex; flex-wrap: wrap; align-items: center; gap: 4px 8px; margin-bottom: 12px } :host([padding=none]) .head { margin: 0 } .head.empty { display: none } .title { font-size: 14px; line-height: 20px; font-weight: 650; margin: 0; overflow-wrap: anywhere }
    :host(:state(nested)) .title { font-size: 13px } .sub { flex-basis: 100%; color: var(--quiet); margin: 0 } .actions { display: flex; flex-wrap: wrap; gap: 8px; margin-left: auto }
    .body { display: flex; flex-direction: column; gap: 16px } ::slotted(*) { min-width: 0 } slot[name] { display: contents }
    @media (max-width: 490px) { :host { border-radius: 0 } :host(:state(nested)) { padding: 0 } }`;

  draw() {
    this.internals = this.attachInternals();
    this.shadowRoot.innerHTML = `<div class="head"><slot name="graphic"></slot><div class="title" role="heading"></div><slot name="accessory"></slot><span class="actions"><slot name="supplemental"></slot>
      <slot name="secondary-actions"></slot><slot name="primary-action"></slot></span><p class="sub"></p></div><div class="body"><slot></slot></div>`;
    this.shadowRoot.addEventListener("slotchange", () => this.update());
  }

  update() {
    const outer = this.parentElement?.closest("s-section");
    if (outer) this.internals.states.add("nested");
    else this.internals.states.delete("nested");
    const title = this.$(".title");
    title.textContent = this.heading;
    title.setAttribute("aria-level", String(Math.min(headingLevel(this), 6)));
    title.hidden = !this.heading;
    this.$(".sub").textContent = this.subheading;
    this.$(".sub").hidden = !this.subheading;
    const named = [...this.shadowRoot.querySelectorAll(".head slot")].some((slot) => slot.assignedElements().length > 0);
    this.$(".head").classList.toggle("empty", !this.heading && !this.subheading && !named);
    const label = this.accessibilityLabel || this.heading;
    this.expose(label ? "region" : null, { label });
  }
}

class EmptyState extends Component {
  static properties = { heading: "" };
  static css = `:host { display: flex; flex-direction: column; align-items: center; gap: 8px; padding: 32px 16px; text-align: center } h2 { margin: 0; font-size: 14px; line-height: 20px; font-weight: 650 }
    .sub { color: var(--quiet); max-width: 46ch } .actions { display: flex; flex-wrap: wrap; justify-content: center; gap: 8px; margin-top: 8px }`;

  draw() {
    this.shadowRoot.innerHTML = `<slot name="graphic"></slot><h2></h2><div class="sub"><slot name="subheading"></slot></div>
      <div class="actions"><slot name="secondary-actions"></slot><slot name="primary-action"></slot></div>`;
  }

  update() {
    this.$("h2").textContent = this.heading;
  }
}

define("s-page", Page);
define("s-section", Section);
define("s-empty-state", EmptyState);
