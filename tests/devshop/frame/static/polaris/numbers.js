// Numbers: s-number-field and s-money-field. The value sent is plain digits with a point, whatever the language.
const NUMBER = { ...FIELD, id: "", autocomplete: "on", placeholder: "", readOnly: false, max: "", min: "", value: "" };

class NumberField extends LineField {
  static properties = { ...NUMBER, inputMode: "decimal", step: "1", prefix: "", suffix: "" };
  kind = "number";

  dress(input) {
    super.dress(input);
    input.inputMode = this.inputMode || "decimal";
    // The step moves the arrows; it must not forbid what lies between, so only a written step binds.
    input.step = this.hasAttribute("step") ? this.step : "any";
    for (const name of ["max", "min"]) {
      if (this[name] !== "") input.setAttribute(name, this[name]);
      else input.removeAttribute(name);
    }
  }
}

class MoneyField extends NumberField {
  static properties = { ...NUMBER, currencyCode: "auto" };

  get prefixText() {
    const code = this.currencyCode === "auto" ? document.documentElement.dataset.currency || "" : this.currencyCode;
    if (!code) return "";
    const parts = new Intl.NumberFormat(document.documentElement.lang || "en", { style: "currency", currency: code }).formatToParts(0);
    return parts.find((part) => part.type === "currency").value;
  }
}

define("s-number-field", NumberField);
define("s-money-field", MoneyField);
