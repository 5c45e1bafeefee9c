// Lines of text: s-text-field, s-text-area, s-search-field, s-email-field, s-url-field, s-password-field.
const LINE = { ...FIELD, id: "", autocomplete: "on", placeholder: "", readOnly: false, maxLength: "", minLength: "", value: "" };

class LineField extends Field {
  static properties = LINE;
  kind = "text";

  dress(input) {
    if (input.localName === "input") input.type = this.kind;
    input.placeholder = this.placeholder;
    input.readOnly = this.readOnly;
    input.autocomplete = this.autocomplete;
    for (const name of ["maxLength", "minLength"]) {
      if (this[name]) input.setAttribute(name.toLowerCase(), this[name]);
      else input.removeAttribute(name.toLowerCase());
    }
    const icon = this.$(".icon");
    if (icon) icon.innerHTML = this.icon || this.fixedIcon ? drawing(this.icon || this.fixedIcon) : "";
    const [before, after] = [this.$(".before"), this.$(".after")];
    if (before) before.textContent = this.prefixText ?? this.getAttribute("prefix") ?? "";
    if (after) after.textContent = this.suffixText ?? this.getAttribute("suffix") ?? "";
  }
}

class TextField extends LineField {
  static properties = { ...LINE, icon: "", prefix: "", suffix: "" };

  controlMarkup() {
    return super.controlMarkup().replace("</div>", '<slot name="accessory"></slot></div>');
  }
}

class TextArea extends LineField {
  static properties = { ...LINE, rows: "2" };

  controlMarkup() {
    return '<div class="frame"><textarea id="control"></textarea></div>';
  }

  dress(input) {
    super.dress(input);
    input.rows = Number(this.rows) || 2;
  }
}

class SearchField extends LineField {
  kind = "search";
  fixedIcon = "search";
}

class EmailField extends LineField {
  kind = "email";
}

class UrlField extends LineField {
  kind = "url";
}

class PasswordField extends LineField {
  kind = "password";
}

for (const [tag, type] of [["s-text-field", TextField], ["s-text-area", TextArea], ["s-search-field", SearchField], ["s-email-field", EmailField], ["s-url-field", UrlField], ["s-password-field", PasswordField]]) {
  define(tag, type);
}
