// s-table and its parts: a table with roles on wide screens, a list of rows on narrow ones (variant auto).
const NARROW = 500;

class Table extends Component {
  static properties = { hasNextPage: false, hasPreviousPage: false, loading: false, paginate: false, variant: "auto" };
  static css = `:host { display: block; min-width: 0 } .scroll { overflow-x: auto; position: relative } .grid { display: table; width: 100%; border-collapse: collapse } :host(:state(list)) .grid { display: block }
    .filters { padding: 8px 16px; border-bottom: 1px solid var(--line) } .filters.empty, .pager.empty { display: none } .pager { display: flex; justify-content: center; gap: 1px; padding: 8px; border-top: 1px solid var(--line) }
    .pager button { display: inline-flex; padding: 5px 10px; border: 0; background: #e3e3e3; font-size: 18px; line-height: 0; cursor: pointer } .pager button:first-child { border-radius: 8px 0 0 8px } .pager button:last-child { border-radius: 0 8px 8px 0 } .pager button:disabled { color: #b5b5b5; cursor: default }
    .waiting .grid { opacity: .45; pointer-events: none } .wheel { display: none; position: absolute; inset: 40% auto auto 50% } .waiting .wheel { display: block }`;

  draw() {
    this.internals = this.attachInternals();
    this.shadowRoot.innerHTML = `<div class="filters"><slot name="filters"></slot></div><div class="scroll"><div class="grid"><slot></slot></div><span class="wheel"></span></div>
      <div class="pager"><button type="button" aria-label="Previous page">${drawing("chevron-left")}</button><button type="button" aria-label="Next page">${drawing("chevron-right")}</button></div>`;
    const [previous, next] = this.shadowRoot.querySelectorAll(".pager button");
    previous.addEventListener("click", () => this.emit("previouspage"));
    next.addEventListener("click", () => this.emit("nextpage"));
    this.shadowRoot.addEventListener("slotchange", () => this.update());
    new ResizeObserver(() => this.arrange()).observe(this);
    new MutationObserver((changes) => {
      if (changes.some((change) => change.type === "childList" || change.target.localName === "s-table-header")) this.arrange();
    }).observe(this, { subtree: true, childList: true, attributes: true, attributeFilter: ["listslot", "format"] });
  }

  get computedVariant() {
    const width = this.clientWidth;
    return this.variant === "list" || (width > 0 && width < NARROW) ? "list" : "table";
  }

  // Every cell learns its column: the format for its alignment, the label and place for the list.
  arrange() {
    const list = this.computedVariant === "list";
    const columns = [...this.querySelectorAll("s-table-header")];
    for (const part of [this, ...this.querySelectorAll("s-table-header-row, s-table-header, s-table-body, s-table-row, s-table-cell")]) {
      if (part.setLayout) part.setLayout(list);
    }
    for (const row of this.querySelectorAll("s-table-row")) {
      [...row.children].filter((cell) => cell.localName === "s-table-cell").forEach((cell, index) => {
        const column = columns[index];
        if (column && cell.setColumn) cell.setColumn(column.listSlot, column.format, column.textContent.trim());
      });
    }
  }

  setLayout(list) {
    setState(this.internals, "list", list);
  }

  update() {
    this.$(".filters").classList.toggle("empty", this.$('slot[name="filters"]').assignedElements().length === 0);
    this.$(".pager").classList.toggle("empty", !this.paginate);
    const [previous, next] = this.shadowRoot.querySelectorAll(".pager button");
    previous.disabled = !this.hasPreviousPage || this.loading;
    next.disabled = !this.hasNextPage || this.loading;
    this.$(".scroll").classList.toggle("waiting", this.loading);
    this.$(".wheel").innerHTML = this.loading ? "<s-spinner></s-spinner>" : "";
    this.expose("table", { busy: this.loading ? "true" : null });
    this.arrange();
  }
}

function setState(internals, name, on) {
  if (on) internals.states.add(name);
  else internals.states.delete(name);
}

class TablePart extends Component {
  role_ = "rowgroup";

  draw() {
    this.internals = this.attachInternals();
    super.draw();
    this.expose(this.role_);
    const table = this.closest("s-table");
    if (table?.drawn) queueMicrotask(() => table.isConnected && table.arrange());
  }

  setLayout(list) {
    if (this.internals) setState(this.internals, "list", list);
  }
}

class TableHeaderRow extends TablePart {
  static properties = { id: "" };
  static css = ":host { display: table-row; background: #f7f7f7 } :host(:state(list)) { position: absolute; clip-path: inset(50%); width: 1px; height: 1px; overflow: hidden }";
  role_ = "row";
}

class TableHeader extends TablePart {
  static properties = { format: "base", listSlot: "labeled" };
  static css = `:host { display: table-cell; padding: 8px 16px; border-bottom: 1px solid var(--line); border-top: 1px solid var(--line); color: var(--quiet); font-size: 12px; line-height: 16px; font-weight: 550; text-align: start; white-space: nowrap; vertical-align: middle }
    :host([format=numeric]), :host([format=currency]) { text-align: end }`;
  role_ = "columnheader";
}

class TableBody extends TablePart {
  static properties = { id: "" };
  static css = ":host { display: table-row-group } :host(:state(list)) { display: block }";
}

class TableRow extends TablePart {
  static properties = { clickDelegate: "" };
  static css = `.fold { display: contents } :host { display: table-row; background: #fff } :host(:hover) { background: #fafafa } :host([clickdelegate]) { cursor: pointer }     :host(:state(list)) { display: block; padding: 10px 16px; border-bottom: 1px solid var(--line) } :host(:state(list)) .fold { display: flex; flex-wrap: wrap; gap: 2px 12px; align-items: baseline }`;
  role_ = "row";

  draw() {
    super.draw();
    this.shadowRoot.innerHTML = '<div class="fold"><slot></slot></div>';
    this.addEventListener("click", (event) => {
      if (!this.clickDelegate || event.defaultPrevented) return;
      const pressed = event.composedPath().slice(0, event.composedPath().indexOf(this));
      if (pressed.some((node) => node.matches?.("a, button, input, select, textarea, label, s-link, s-button, s-checkbox, s-clickable"))) return;
      if (String(getSelection()).trim()) return;
      const target = this.getRootNode().getElementById?.(this.clickDelegate);
      if (target) target.click();
      else console.error(`s-table-row: clickDelegate names ${this.clickDelegate}, which is not on the page.`);
    });
  }
}

class TableCell extends TablePart {
  static properties = { id: "" };
  static css = `:host { display: table-cell; padding: 8px 16px; border-bottom: 1px solid #ebebeb; text-align: start; vertical-align: middle } .tag { display: none }
    :host(:state(end)) { text-align: end; font-variant-numeric: tabular-nums; white-space: nowrap }
    :host(:state(list)) { display: block; padding: 0; border: 0; text-align: start; min-width: 0; overflow-wrap: anywhere } :host(:state(list):state(kicker)) { order: -2; flex-basis: 100%; color: var(--quiet); font-size: 12px }
    :host(:state(list):state(primary)) { order: -1; flex-basis: 100%; font-weight: 600 } :host(:state(list):state(secondary)) { flex-basis: 100%; color: var(--quiet) }
    :host(:state(list):state(labeled)) { flex-basis: 100%; display: flex; justify-content: space-between; gap: 12px } :host(:state(list):state(labeled)) .tag { display: inline; color: var(--quiet) }`;
  role_ = "cell";

  draw() {
    super.draw();
    this.shadowRoot.innerHTML = '<span class="tag" aria-hidden="true"></span><slot></slot>';
  }

  setColumn(place, format, label) {
    if (!this.internals) return;
    for (const name of ["primary", "secondary", "kicker", "inline", "labeled"]) setState(this.internals, name, name === place);
    setState(this.internals, "end", format === "numeric" || format === "currency");
    this.$(".tag").textContent = label;
  }
}

define("s-table", Table);
define("s-table-header-row", TableHeaderRow);
define("s-table-header", TableHeader);
define("s-table-body", TableBody);
define("s-table-row", TableRow);
define("s-table-cell", TableCell);
