// The save bar: an element with a Save and a Discard button, or a form that carries data-save-bar.
let shownBar = null;

function showBar(bar) {
  shownBar = bar;
  tell("saveBar", { shown: true, confirm: bar.confirm, save: bar.labels.save, discard: bar.labels.discard });
}

function hideBar(bar) {
  if (shownBar !== bar) return;
  shownBar = null;
  tell("saveBar", { shown: false });
}

hear("saveBarSave", () => shownBar && shownBar.save());
hear("saveBarDiscard", () => shownBar && shownBar.discard());

class SaveBar extends HTMLElement {
  connectedCallback() {
    this.style.display = "none";
    const element = this;
    this.bar ||= {
      get labels() {
        return { save: element.primary?.textContent.trim(), discard: element.secondary?.textContent.trim() };
      },
      get confirm() {
        return element.discardConfirmation;
      },
      save: () => this.primary && this.primary.click(),
      discard: () => this.secondary && this.secondary.click(),
    };
  }

  disconnectedCallback() {
    hideBar(this.bar);
  }

  get primary() {
    return this.querySelector('button[variant="primary"]');
  }

  get secondary() {
    return this.querySelector('button:not([variant="primary"])');
  }

  get discardConfirmation() {
    return this.hasAttribute("discardConfirmation");
  }

  set discardConfirmation(value) {
    this.toggleAttribute("discardConfirmation", Boolean(value));
  }

  get showing() {
    return shownBar === this.bar;
  }

  async show() {
    showBar(this.bar);
    this.dispatchEvent(new Event("show"));
  }

  async hide() {
    hideBar(this.bar);
    this.dispatchEvent(new Event("hide"));
  }

  async toggle() {
    return this.showing ? this.hide() : this.show();
  }
}
customElements.define("ui-save-bar", SaveBar);

const formBars = new WeakMap();

function formBar(form) {
  if (!formBars.has(form)) {
    formBars.set(form, {
      labels: {},
      confirm: form.hasAttribute("data-discard-confirmation"),
      save: () => form.requestSubmit(),
      discard: () => form.reset(),
    });
  }
  return formBars.get(form);
}

function formOf(event) {
  const target = event.target;
  return target.closest ? target.closest("form[data-save-bar]") : null;
}

for (const type of ["input", "change"]) {
  document.addEventListener(type, (event) => {
    const form = formOf(event);
    if (form) showBar(formBar(form));
  });
}
for (const type of ["submit", "reset"]) {
  document.addEventListener(type, (event) => {
    const form = formOf(event);
    if (form) hideBar(formBar(form));
  });
}
