// The ground of every form field: label, details, error and the value that a plain form sends.
const FIELD = { details: "", disabled: false, error: "", label: "", labelAccessibilityVisibility: "visible", name: "", required: false };

const FIELD_CSS = `
  :host { display: block; min-width: 0 } .label { display: block; margin-bottom: 4px; font-size: 13px; line-height: 20px } .details { margin-top: 4px; color: var(--quiet); font-size: 12px; line-height: 16px }
  .error { display: flex; gap: 4px; align-items: flex-start; margin-top: 4px; color: var(--critical-ink) } .error svg { font-size: 18px; flex: none; margin-top: 1px }
  .details:not(.filled), .error:not(.filled) { display: none } .error:not(.said) svg { display: none }
  .frame { display: flex; align-items: center; gap: 6px; min-height: 32px; padding: 0 10px; border-radius: 8px; background: #fdfdfd; box-shadow: 0 0 0 .66px var(--edge) inset; font-size: 13px }
  .frame:hover { background: #fafafa; box-shadow: 0 0 0 .66px #616161 inset } .frame:focus-within { outline: 2px solid var(--focus); outline-offset: 1px; background: #fff }
  .frame.wrong { background: #fee8eb; box-shadow: 0 0 0 1px #8e0b21 inset } .frame.off { background: rgb(0 0 0 / .05); box-shadow: none; color: #b5b5b5 }
  .icon { display: inline-flex; font-size: 18px; line-height: 0; color: var(--quiet) } .icon:empty, .affix:empty { display: none } .affix { color: var(--quiet); white-space: nowrap }
  input, textarea { flex: 1; min-width: 0; width: 100%; padding: 6px 0; border: 0; background: none; outline: none; line-height: 20px } textarea { resize: vertical; display: block }
  .frame :is(input, textarea, select):focus-visible { outline: none }
  input::placeholder, textarea::placeholder { color: #8a8a8a; opacity: 1 } @media (max-width: 490px) { .frame { min-height: 36px; font-size: 16px } }`;

class Field extends Component {
  static formAssociated = true;
  static focusable = true;
  static css = FIELD_CSS;

  constructor() {
    super();
    this.internals = this.attachInternals();
    this.dirty = false;
  }

  // A subclass gives the markup of its control; the element that holds the value has the id "control".
  controlMarkup() {
    return '<div class="frame"><span class="icon"></span><span class="affix before"></span><input id="control"><span class="affix after"></span></div>';
  }

  draw() {
    this.shadowRoot.innerHTML = `<label class="label" for="control"></label>${this.controlMarkup()}
      <div id="details" class="details"><span></span><slot name="details"></slot></div>
      <div id="error" class="error">${drawing("alert-circle")}<span></span><slot name="error"></slot></div>`;
    this.input = this.$("#control");
    this.input.addEventListener("input", () => this.changed());
    // "change" stays inside a shadow root by itself; "input" leaves it.
    this.input.addEventListener("change", () => this.emit("change"));
    for (const type of ["focus", "blur"]) this.input.addEventListener(type, () => this.dispatchEvent(new FocusEvent(type)));
    this.shadowRoot.addEventListener("slotchange", () => this.update());
    if (this.input.localName === "input") {
      this.input.addEventListener("keydown", (event) => {
        if (event.key === "Enter" && !event.isComposing && !event.defaultPrevented) this.submitByEnter();
      });
    }
    this.input.value = this.shown(this.getAttribute("value") ?? "");
  }

  // As in a native form: Enter in a line of text presses the form's submit button.
  submitByEnter() {
    const form = this.internals.form;
    if (!form) return;
    if (this.input.value !== this.entered) this.emit("change");
    this.entered = this.input.value;
    form.requestSubmit();
  }

  shown(value) {
    return value;
  }

  changed() {
    this.dirty = true;
    this.keep();
  }

  keep() {
    this.internals.setFormValue(this.disabled ? null : this.value);
  }

  get value() {
    return this.input ? this.input.value : (this.getAttribute("value") ?? "");
  }

  set value(value) {
    this.dirty = true;
    if (!this.input) {
      this.setAttribute("value", value ?? "");
      return;
    }
    this.input.value = this.shown(String(value ?? ""));
    this.keep();
  }

  get defaultValue() {
    return this.getAttribute("value") ?? "";
  }

  set defaultValue(value) {
    this.setAttribute("value", value ?? "");
  }

  get form() {
    return this.internals.form;
  }

  formResetCallback() {
    this.dirty = false;
    this.input.value = this.shown(this.defaultValue);
    this.keep();
  }

  formStateRestoreCallback(state) {
    if (typeof state === "string") this.value = state;
  }

  formDisabledCallback() {
    this.update();
  }

  // Writes label, details and error; `control` is the element they describe.
  describe(control) {
    const label = this.$(".label");
    if (label) {
      label.textContent = this.label;
      label.classList.toggle("unseen", this.labelAccessibilityVisibility === "exclusive" || !this.label);
    }
    let described = "";
    for (const part of ["details", "error"]) {
      const place = this.$(`.${part}`);
      const slotted = this.$(`slot[name="${part}"]`)?.assignedNodes().length > 0;
      if (!place) continue;
      place.querySelector("span").textContent = slotted ? "" : this[part];
      place.classList.toggle("filled", Boolean(this[part]) || slotted);
      place.classList.toggle("said", Boolean(this[part]) || slotted);
      if (this[part] || slotted) described += ` ${part}`;
    }
    const wrong = this.$(".error").classList.contains("filled");
    this.$(".frame")?.classList.toggle("wrong", wrong);
    this.$(".frame")?.classList.toggle("off", this.disabled);
    control.setAttribute("aria-describedby", described.trim());
    control.setAttribute("aria-invalid", String(wrong));
    if (this.required) control.setAttribute("aria-required", "true");
    else control.removeAttribute("aria-required");
    control.disabled = this.disabled || this.matches(":disabled");
  }

  update(attribute) {
    if (attribute === "value" && !this.dirty) this.input.value = this.shown(this.defaultValue);
    this.describe(this.input);
    this.dress(this.input);
    this.keep();
  }

  dress() {}
}
