// s-text-field and s-form.
class TextField extends Component {
  static focusable = true;
  static properties = {
    autocomplete: "on", defaultValue: "", disabled: false, error: "", icon: "", id: "", label: "", labelAccessibilityVisibility: "visible", maxLength: "",
    minLength: "", name: "", placeholder: "", prefix: "", readOnly: false, required: false, suffix: "", value: "",
  };
  static css = `:host { display: block } label { display: block; margin-bottom: 4px; color: var(--quiet); font-size: 14px }
    input { display: block; width: 100%; padding: 10px 14px; border: 1px solid var(--edge); border-radius: 10px; background: var(--ground); font-size: 16px }
    input[aria-invalid=true] { border-color: var(--wrong) } #error { margin: 4px 0 0; color: var(--wrong); font-size: 14px } #error:empty { display: none }`;

  markup() {
    return '<label for="input"></label><input id="input" aria-describedby="error"><p id="error" role="alert"></p>';
  }

  constructor() {
    super();
    this.input = this.$("input");
    this.input.addEventListener("input", () => (this.given.value = this.input.value));
    this.input.addEventListener("change", () => this.dispatchEvent(new Event("change", { bubbles: true })));
    this.input.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && !event.isComposing) this.closest("s-form")?.submit();
    });
  }

  update() {
    const label = this.$("label");
    label.textContent = this.label;
    label.className = this.labelAccessibilityVisibility === "exclusive" ? "unseen" : "";
    if (this.input.value !== this.value) this.input.value = this.value;
    this.input.disabled = this.disabled;
    this.input.required = this.required;
    this.input.autocomplete = this.autocomplete;
    if (this.maxLength) this.input.maxLength = Number(this.maxLength);
    this.input.setAttribute("aria-invalid", String(Boolean(this.error)));
    this.$("#error").textContent = this.error;
  }
}

class Form extends Component {
  static properties = { disabled: false, id: "" };
  static css = ":host { display: block }";

  constructor() {
    super();
    this.addEventListener("click", (event) => {
      if (event.target.closest('s-button, s-clickable')?.type === "submit") this.submit();
    });
  }

  submit() {
    if (!this.disabled) this.dispatchEvent(new Event("submit", { cancelable: true }));
  }
}

define("s-text-field", TextField);
define("s-form", Form);
