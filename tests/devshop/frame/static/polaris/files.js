// s-drop-zone: files by picking or dropping, sent by a plain multipart form.
class DropZone extends Field {
  static properties = { ...without(FIELD, "details"), accept: "", accessibilityLabel: "", multiple: false, value: "" };
  static css = `${FIELD_CSS} .zone { display: flex; flex-direction: column; align-items: center; justify-content: center; gap: 8px; min-height: 96px; padding: 16px; border: 1px dashed var(--edge); border-radius: 8px; background: #fafafa; text-align: center; cursor: pointer }
    .zone:hover, .zone.over { background: #f1f8ff; border-color: var(--focus) } .zone.wrong { border-color: #8e0b21; background: #fee8eb } .zone:focus-within { outline: 2px solid var(--focus); outline-offset: 1px }
    .pick { padding: 4px 12px; border-radius: 8px; background: #fff; box-shadow: 0 0 0 1px rgb(0 0 0 / .12) inset; font-size: 12px; font-weight: 550 } .names { color: var(--quiet); overflow-wrap: anywhere } slot:not([name]) { display: contents }`;

  draw() {
    this.shadowRoot.innerHTML = `<label class="label" for="control"></label><label class="zone frame_" for="control"><input type="file" id="control" class="unseen"><span class="pick">Add files</span><span class="names"></span><slot></slot></label>
      <div id="error" class="error">${drawing("alert-circle")}<span></span></div>`;
    this.input = this.$("#control");
    this.input.addEventListener("change", () => this.taken([...this.input.files]));
    this.input.addEventListener("input", (event) => event.stopPropagation());
    const zone = this.$(".zone");
    for (const type of ["dragenter", "dragover"]) {
      zone.addEventListener(type, (event) => {
        event.preventDefault();
        zone.classList.add("over");
      });
    }
    zone.addEventListener("dragleave", () => zone.classList.remove("over"));
    zone.addEventListener("drop", (event) => {
      event.preventDefault();
      zone.classList.remove("over");
      if (!this.disabled) this.taken([...event.dataTransfer.files]);
    });
  }

  fits(file) {
    const accepted = this.accept.split(",").map((word) => word.trim().toLowerCase()).filter(Boolean);
    if (accepted.length === 0) return true;
    const name = file.name.toLowerCase();
    return accepted.some((word) => name.endsWith(word) || file.type === word || (word.endsWith("/*") && file.type.startsWith(word.slice(0, -1))));
  }

  taken(files) {
    const good = files.filter((file) => this.fits(file)).slice(0, this.multiple ? undefined : 1);
    if (good.length === 0 && files.length > 0) {
      this.emit("droprejected");
      return;
    }
    this.chosen = good;
    this.show();
    this.emit("input", { composed: true });
    this.emit("change");
  }

  show() {
    this.$(".names").textContent = this.files.map((file) => file.name).join(", ");
    this.keep();
  }

  get files() {
    return this.chosen || [];
  }

  get value() {
    return this.files.length ? `C:\\fakepath\\${this.files[0].name}` : "";
  }

  set value(value) {
    if (value === "" && this.input) this.formResetCallback();
  }

  keep() {
    if (!this.name || this.disabled) {
      this.internals.setFormValue(null);
      return;
    }
    const data = new FormData();
    for (const file of this.files) data.append(this.name, file, file.name);
    this.internals.setFormValue(data);
  }

  formResetCallback() {
    this.chosen = [];
    this.input.value = "";
    this.show();
  }

  formStateRestoreCallback() {}

  update() {
    this.input.accept = this.accept;
    this.input.multiple = this.multiple;
    this.describe(this.input);
    this.$(".zone").classList.toggle("wrong", Boolean(this.error));
    if (this.accessibilityLabel) this.input.setAttribute("aria-label", this.accessibilityLabel);
    else if (this.label) this.input.setAttribute("aria-label", this.label);
    this.keep();
  }
}
define("s-drop-zone", DropZone);
