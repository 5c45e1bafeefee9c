// Ticks: s-checkbox, s-switch, s-choice-list with s-choice.
const TICK = { ...FIELD, accessibilityLabel: "", checked: false, value: "" };

const TICK_CSS = `${FIELD_CSS} .row { display: flex; gap: 8px; align-items: flex-start } .row .label { margin: 0; cursor: pointer } .row .label.unseen { margin: -1px } .below { padding-left: 24px }
  input { flex: none; width: 16px; height: 16px; margin: 2px 0; padding: 0; appearance: none; border-radius: 4px; background: #fdfdfd; box-shadow: 0 0 0 .66px var(--edge) inset; cursor: pointer; display: grid; place-items: center }
  input:focus-visible { outline: 2px solid var(--focus); outline-offset: 1px } input:checked, input[type=checkbox]:indeterminate { background: #303030; box-shadow: none }
  input:checked::after { content: ""; width: 8px; height: 4px; margin-top: -2px; border: solid #fff; border-width: 0 0 2px 2px; rotate: -45deg } input[type=checkbox]:indeterminate::after { content: ""; width: 8px; height: 2px; background: #fff; border: 0; rotate: none; margin: 0 }
  input[type=radio] { border-radius: 50% } input[type=radio]:checked::after { width: 6px; height: 6px; margin: 0; border: 0; border-radius: 50%; background: #fff; rotate: none }
  input[aria-invalid=true] { background: #fee8eb; box-shadow: 0 0 0 1px #8e0b21 inset } input:disabled { opacity: .5; cursor: default }`;

class Checkbox extends Field {
  static properties = { ...TICK, indeterminate: false };
  static css = TICK_CSS;

  draw() {
    this.shadowRoot.innerHTML = `<div class="row"><input type="checkbox" id="control"><label class="label" for="control"></label></div>
      <div class="below"><div id="details" class="details"><span></span><slot name="details"></slot></div><div id="error" class="error">${drawing("alert-circle")}<span></span><slot name="error"></slot></div></div>`;
    this.input = this.$("#control");
    this.input.checked = this.hasAttribute("checked");
    this.input.addEventListener("input", () => this.changed());
    this.input.addEventListener("change", () => this.emit("change"));
    this.input.addEventListener("blur", () => this.dispatchEvent(new FocusEvent("blur")));
  }

  get checked() {
    return this.input ? this.input.checked : this.hasAttribute("checked");
  }

  set checked(value) {
    this.dirty = true;
    if (this.input) {
      this.input.checked = Boolean(value);
      this.keep();
    } else {
      this.toggleAttribute("checked", Boolean(value));
    }
  }

  get value() {
    return this.getAttribute("value") ?? "on";
  }

  set value(value) {
    this.setAttribute("value", value);
  }

  click() {
    this.input.click();
  }

  keep() {
    this.internals.setFormValue(this.input.checked && !this.disabled ? this.value : null);
  }

  formResetCallback() {
    this.dirty = false;
    this.input.checked = this.hasAttribute("checked");
    this.keep();
  }

  formStateRestoreCallback(state) {
    this.checked = state !== null;
  }

  update(attribute) {
    if (attribute === "checked" && !this.dirty) this.input.checked = this.hasAttribute("checked");
    this.describe(this.input);
    if (this.accessibilityLabel) this.input.setAttribute("aria-label", this.accessibilityLabel);
    if ("indeterminate" in this.constructor.properties) this.input.indeterminate = this.indeterminate;
    this.keep();
  }
}

class Switch extends Checkbox {
  static properties = TICK;
  static css = `${TICK_CSS} .below { padding-left: 40px } input { width: 32px; height: 18px; margin: 1px 0; border-radius: 9px; background: #b5b5b5; box-shadow: none; place-items: center start; padding: 2px; transition: background .15s }
    input::after { content: "" !important; width: 14px !important; height: 14px !important; margin: 0 !important; border: 0 !important; border-radius: 50%; background: #fff; rotate: none !important; transition: translate .15s } input:checked::after { translate: 14px }`;

  draw() {
    super.draw();
    this.input.setAttribute("role", "switch");
    for (const slot of this.shadowRoot.querySelectorAll("slot")) slot.remove();
  }
}

class Choice extends Component {
  static properties = { accessibilityLabel: "", disabled: false, selected: false, value: "" };
  static focusable = true;
  static css = TICK_CSS;

  draw() {
    this.shadowRoot.innerHTML = `<div class="row"><input type="radio" id="control" tabindex="0"><label class="label" for="control"></label><slot hidden></slot></div>
      <div class="below"><div id="details" class="details"><slot name="details"></slot></div><slot name="secondary-content"></slot></div>`;
    this.input = this.$("#control");
    this.input.checked = this.hasAttribute("selected");
    this.input.addEventListener("input", (event) => {
      event.stopPropagation();
      this.list?.picked(this);
    });
    this.input.addEventListener("keydown", (event) => this.list?.moved(this, event));
    this.shadowRoot.addEventListener("slotchange", () => this.update());
    new MutationObserver(() => this.update()).observe(this, { characterData: true, childList: true, subtree: true });
  }

  // The label is the plain text of what stands in the choice; markup in it is ignored, as in Polaris.
  get words() {
    const own = [...this.childNodes].filter((node) => !node.getAttribute?.("slot"));
    return own.map((node) => node.textContent).join("").trim();
  }

  get list() {
    return this.closest("s-choice-list");
  }

  get selected() {
    return this.input ? this.input.checked : this.hasAttribute("selected");
  }

  set selected(value) {
    if (this.input) this.input.checked = Boolean(value);
    else this.toggleAttribute("selected", Boolean(value));
  }

  update(attribute) {
    const list = this.list;
    this.$(".label").textContent = this.words;
    this.input.type = list?.multiple ? "checkbox" : "radio";
    this.input.disabled = this.disabled || Boolean(list?.disabled);
    if (this.accessibilityLabel) this.input.setAttribute("aria-label", this.accessibilityLabel);
    if (attribute === "selected") this.input.checked = this.hasAttribute("selected");
    const filled = this.$('slot[name="details"]').assignedNodes().length > 0;
    this.$(".details").classList.toggle("filled", filled);
    if (filled) this.input.setAttribute("aria-describedby", "details");
    list?.keep();
  }
}

class ChoiceList extends Field {
  static properties = { details: "", disabled: false, error: "", label: "", labelAccessibilityVisibility: "visible", multiple: false, name: "" };
  static focusable = false;
  static css = `${FIELD_CSS} .choices { display: flex; flex-direction: column; gap: 8px } fieldset { border: 0; margin: 0; padding: 0; min-width: 0 } legend { padding: 0; margin-bottom: 4px }`;

  draw() {
    this.shadowRoot.innerHTML = `<div id="group" role="radiogroup" aria-labelledby="label"><div class="label" id="label"></div><div class="choices"><slot></slot></div></div>
      <div id="details" class="details"><span></span></div><div id="error" class="error">${drawing("alert-circle")}<span></span></div>`;
    this.group = this.$("#group");
    this.shadowRoot.addEventListener("slotchange", () => this.update());
  }

  get choices() {
    return [...this.querySelectorAll("s-choice")];
  }

  get values() {
    return this.choices.filter((choice) => choice.selected).map((choice) => choice.value);
  }

  set values(values) {
    for (const choice of this.choices) choice.selected = values.includes(choice.value);
    this.keep();
  }

  get value() {
    return this.values[0] ?? "";
  }

  picked(choice) {
    if (!this.multiple) for (const other of this.choices) other.selected = other === choice;
    this.keep();
    this.emit("input", { composed: true });
    this.emit("change");
  }

  // Arrow keys move between radio buttons, as in a native group.
  moved(choice, event) {
    const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
    if (!step || this.multiple) return;
    event.preventDefault();
    const open = this.choices.filter((other) => !other.disabled);
    const next = open[(open.indexOf(choice) + step + open.length) % open.length];
    next.selected = true;
    next.input.focus();
    this.picked(next);
  }

  keep() {
    if (!this.drawn) return;
    const data = new FormData();
    for (const value of this.values) data.append(this.name, value);
    this.internals.setFormValue(this.disabled || !this.name ? null : data);
  }

  formResetCallback() {
    for (const choice of this.choices) choice.selected = choice.hasAttribute("selected");
    this.keep();
  }

  formStateRestoreCallback() {}

  update() {
    this.group.setAttribute("role", this.multiple ? "group" : "radiogroup");
    this.describe(this.group);
    for (const choice of this.choices) if (choice.drawn) choice.update();
    this.keep();
  }
}

define("s-checkbox", Checkbox);
define("s-switch", Switch);
define("s-choice", Choice);
define("s-choice-list", ChoiceList);
