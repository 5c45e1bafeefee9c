// s-select with s-option and s-option-group: a native select drawn from the options in the page.
class Option extends Component {
  static properties = { disabled: false, selected: false, value: "" };
  static css = ":host { display: none }";

  get value() {
    return this.getAttribute("value") ?? this.textContent.trim();
  }

  set value(value) {
    this.setAttribute("value", value);
  }
}

class OptionGroup extends Component {
  static properties = { disabled: false, label: "" };
  static css = ":host { display: none }";
}

class Select extends Field {
  static properties = { ...FIELD, id: "", icon: "", placeholder: "", value: "" };
  static css = `${FIELD_CSS} .frame { position: relative } select { flex: 1; min-width: 0; width: 100%; padding: 6px 24px 6px 0; border: 0; background: none; outline: none; appearance: none; cursor: pointer; line-height: 20px; text-overflow: ellipsis }
    .arrow { position: absolute; right: 8px; font-size: 16px; line-height: 0; pointer-events: none; color: var(--quiet) } .unfilled select { color: #8a8a8a } option { color: #303030 }`;

  controlMarkup() {
    return `<div class="frame"><span class="icon"></span><select id="control"></select><span class="arrow">${drawing("chevron-down")}</span></div><slot hidden></slot>`;
  }

  draw() {
    super.draw();
    this.copyOptions();
    new MutationObserver(() => this.copyOptions()).observe(this, { subtree: true, childList: true, characterData: true, attributes: true });
  }

  copyOptions() {
    // In a page swapped in whole, s-select is upgraded before the options inside it.
    for (const node of this.querySelectorAll("s-option, s-option-group")) customElements.upgrade(node);
    const before = this.dirty ? this.input.value : this.getAttribute("value");
    const build = (node) => {
      if (node.localName === "s-option") {
        const option = new window.Option(node.textContent.trim(), node.value);
        option.disabled = node.disabled;
        return option;
      }
      const group = document.createElement("optgroup");
      group.label = node.label;
      group.disabled = node.disabled;
      group.append(...[...node.children].filter((child) => child.localName === "s-option").map(build));
      return group;
    };
    const nodes = [...this.children].filter((node) => node.localName === "s-option" || node.localName === "s-option-group");
    this.input.replaceChildren(...nodes.map(build));
    const chosen = [...this.querySelectorAll("s-option")].find((node) => node.selected)?.value;
    this.choose(before ?? chosen);
  }

  choose(value) {
    const known = [...this.input.options].some((option) => option.value === value);
    if (this.placeholder && !known) {
      if (!this.input.querySelector("[data-placeholder]")) {
        const empty = new window.Option(this.placeholder, "", true, true);
        empty.dataset.placeholder = "";
        empty.disabled = true;
        this.input.prepend(empty);
      }
      this.input.value = "";
    } else if (known) {
      this.input.value = value;
    }
    this.keep();
  }

  keep() {
    super.keep();
    this.$(".frame").classList.toggle("unfilled", this.input.value === "" && Boolean(this.placeholder));
  }

  get value() {
    return this.input ? this.input.value : (this.getAttribute("value") ?? "");
  }

  set value(value) {
    if (!this.input) {
      this.setAttribute("value", value ?? "");
      return;
    }
    this.dirty = true;
    // Options that were added a moment ago count already.
    this.copyOptions();
    this.choose(String(value ?? ""));
  }

  formResetCallback() {
    this.dirty = false;
    this.copyOptions();
  }

  update(attribute) {
    if (attribute === "value" && !this.dirty) this.choose(this.getAttribute("value"));
    this.describe(this.input);
    this.$(".icon").innerHTML = this.icon ? drawing(this.icon) : "";
    this.keep();
  }
}

define("s-option", Option);
define("s-option-group", OptionGroup);
define("s-select", Select);
