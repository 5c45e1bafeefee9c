// s-color-field and s-color-picker on the browser's own colour input.
class ColorField extends LineField {
  static properties = { ...without(LINE, "maxLength", "minLength"), alpha: false };
}

class ColorPicker extends Field {
  static properties = { alpha: false, id: "", name: "", value: "" };
  static css = `${FIELD_CSS} input { width: 56px; height: 36px; padding: 2px; border-radius: 8px; cursor: pointer }`;

  draw() {
    this.shadowRoot.innerHTML = '<input type="color" id="control" aria-label="Color">';
    this.input = this.$("#control");
    this.input.value = this.getAttribute("value") ?? "#000000";
    this.input.addEventListener("input", () => this.changed());
    this.input.addEventListener("change", () => this.emit("change"));
  }

  update(attribute) {
    if (attribute === "value" && !this.dirty) this.input.value = this.defaultValue;
    this.keep();
  }
}

define("s-color-field", ColorField);
define("s-color-picker", ColorPicker);
