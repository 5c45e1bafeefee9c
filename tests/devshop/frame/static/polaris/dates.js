// Days: s-date-field (one day, YYYY-MM-DD) and s-date-picker (one day, or a range "from--to").
const DAYS = { allow: "", allowDays: "", disallow: "", disallowDays: "", view: "" };

class DateField extends LineField {
  static properties = { ...FIELD, ...DAYS, id: "", autocomplete: "on", placeholder: "", readOnly: false, value: "" };
  kind = "date";

  // allow="2026-01-01--" and the like: a single range becomes the limits of the native field.
  dress(input) {
    super.dress(input);
    const [from, to] = this.allow.includes("--") && !this.allow.includes(",") ? this.allow.split("--") : ["", ""];
    input.min = from;
    input.max = to;
  }
}

function isoDay(date) {
  return `${date.getFullYear()}-${String(date.getMonth() + 1).padStart(2, "0")}-${String(date.getDate()).padStart(2, "0")}`;
}

class DatePicker extends Field {
  static properties = { ...DAYS, name: "", type: "single", value: "", visibleMonths: "auto" };
  static css = `${FIELD_CSS} :host { display: inline-block } .head { display: flex; align-items: center; justify-content: space-between; gap: 8px; font-weight: 600 } .head button { display: inline-flex; border: 0; background: none; padding: 6px; border-radius: 6px; font-size: 18px; line-height: 0; cursor: pointer }
    .grid { display: grid; grid-template-columns: repeat(7, 32px); gap: 2px; margin-top: 4px; text-align: center } .grid span { color: var(--quiet); font-size: 12px } .grid button { height: 32px; border: 0; border-radius: 8px; background: none; cursor: pointer }
    .grid button:hover { background: #ebebeb } .grid button[aria-pressed=true] { background: #303030; color: #fff } .grid button.between { background: #ebebeb; color: inherit }`;

  draw() {
    this.shadowRoot.innerHTML = `<div class="head"><button type="button" aria-label="Previous month">${drawing("chevron-left")}</button><span aria-live="polite"></span><button type="button" aria-label="Next month">${drawing("chevron-right")}</button></div><div class="grid"></div>`;
    this.current = this.getAttribute("value") ?? "";
    const first = this.current.slice(0, 7) || this.view || isoDay(new Date()).slice(0, 7);
    this.month = new Date(`${first.slice(0, 7)}-01T00:00`);
    const [back, forth] = this.shadowRoot.querySelectorAll(".head button");
    back.addEventListener("click", () => this.turn(-1));
    forth.addEventListener("click", () => this.turn(1));
  }

  turn(step) {
    this.month.setMonth(this.month.getMonth() + step);
    this.update();
    this.emit("viewchange");
  }

  get value() {
    return this.current ?? this.getAttribute("value") ?? "";
  }

  set value(value) {
    this.current = String(value ?? "");
    if (this.drawn) this.update();
  }

  pick(day) {
    const [from, to] = this.value.split("--");
    const waiting = this.type === "range" && from && !to;
    if (this.type !== "range") this.current = day;
    else if (waiting) this.current = day < from ? `${day}--${from}` : `${from}--${day}`;
    else this.current = `${day}--`;
    this.update();
    this.emit("input", { composed: true });
    this.emit("change");
  }

  formResetCallback() {
    this.value = this.getAttribute("value") ?? "";
  }

  update() {
    const language = document.documentElement.lang || "en";
    this.$(".head span").textContent = this.month.toLocaleDateString(language, { month: "long", year: "numeric" });
    const grid = this.$(".grid");
    const monday = new Date(2024, 0, 1);
    const names = [...Array(7).keys()].map((index) => new Date(2024, 0, monday.getDate() + index).toLocaleDateString(language, { weekday: "narrow" }));
    grid.replaceChildren(...names.map((name) => Object.assign(document.createElement("span"), { textContent: name })));
    const [from, to] = this.value.split("--");
    const days = new Date(this.month.getFullYear(), this.month.getMonth() + 1, 0).getDate();
    for (let number = 1; number <= days; number++) {
      const date = new Date(this.month.getFullYear(), this.month.getMonth(), number);
      const day = isoDay(date);
      const button = Object.assign(document.createElement("button"), { type: "button", textContent: String(number) });
      if (number === 1) button.style.gridColumnStart = String(((date.getDay() + 6) % 7) + 1);
      button.setAttribute("aria-label", date.toLocaleDateString(language, { dateStyle: "full" }));
      button.setAttribute("aria-pressed", String(day === from || day === to));
      button.classList.toggle("between", Boolean(from && to && day > from && day < to));
      button.addEventListener("click", () => this.pick(day));
      grid.append(button);
    }
    this.keep();
  }
}

define("s-date-field", DateField);
define("s-date-picker", DatePicker);
