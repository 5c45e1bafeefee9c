// s-icon: line drawings of our own for the names in use; any other name of Shopify's set shows a neutral mark.
const DRAWINGS = {
  "alert-circle": "M10 3a7 7 0 1 0 0 14 7 7 0 0 0 0-14M10 6.5v4.5M10 13.5v.01",
  "alert-triangle": "M10 3.5 17.5 16.5H2.5zM10 8v4M10 14.2v.01",
  "alert-diamond": "M10 2.5 17.5 10 10 17.5 2.5 10zM10 6.5v4.5M10 13.2v.01",
  info: "M10 3a7 7 0 1 0 0 14 7 7 0 0 0 0-14M10 9.5v4M10 6.8v.01",
  "question-circle": "M10 3a7 7 0 1 0 0 14 7 7 0 0 0 0-14M8 8.2a2 2 0 1 1 2.6 1.9c-.4.2-.6.5-.6.9v.5M10 13.7v.01",
  check: "M4.5 10.5 8.5 14.5 15.5 6",
  "check-circle": "M10 3a7 7 0 1 0 0 14 7 7 0 0 0 0-14M6.8 10.2l2.3 2.3 4.2-4.6",
  x: "M5 5l10 10M15 5 5 15",
  "x-circle": "M10 3a7 7 0 1 0 0 14 7 7 0 0 0 0-14M7.5 7.5l5 5M12.5 7.5l-5 5",
  plus: "M10 4v12M4 10h12",
  "plus-circle": "M10 3a7 7 0 1 0 0 14 7 7 0 0 0 0-14M10 7v6M7 10h6",
  minus: "M4 10h12",
  search: "M9 3.5a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11M13 13l4 4",
  filter: "M3 5h14M5.5 10h9M8 15h4",
  sort: "M6 16V4M3.5 6.5 6 4l2.5 2.5M14 4v12M11.5 13.5 14 16l2.5-2.5",
  "chevron-down": "M5 8l5 5 5-5",
  "chevron-up": "M5 12l5-5 5 5",
  "chevron-left": "M12 5l-5 5 5 5",
  "chevron-right": "M8 5l5 5-5 5",
  "caret-down": "M6 8.5l4 4 4-4z",
  "caret-up": "M6 11.5l4-4 4 4z",
  "arrow-left": "M16 10H4M9 5l-5 5 5 5",
  "arrow-right": "M4 10h12M11 5l5 5-5 5",
  "arrow-up": "M10 16V4M5 9l5-5 5 5",
  "arrow-down": "M10 4v12M5 11l5 5 5-5",
  external: "M8 4H5.5A1.5 1.5 0 0 0 4 5.5v9A1.5 1.5 0 0 0 5.5 16h9a1.5 1.5 0 0 0 1.5-1.5V12M11 4h5v5M16 4l-7 7",
  "menu-horizontal": "M4.6 10h.8M9.6 10h.8M14.6 10h.8",
  "menu-vertical": "M10 4.6v.8M10 9.6v.8M10 14.6v.8",
  menu: "M4 6h12M4 10h12M4 14h12",
  edit: "M4 16l.7-3.3L13 4.4a1.4 1.4 0 0 1 2 0l.6.6a1.4 1.4 0 0 1 0 2L7.3 15.3zM11.5 6l2.5 2.5",
  delete: "M4 6h12M8 6V4h4v2M5.5 6l.7 10h7.600L14.5 6M8.5 9v4.500M11.5 9v4.5",
  archive: "M3.5 4h13v3.5h-13zM5 7.500V16h10V7.500M8.5 10.5h3",
  duplicate: "M7 7h9v9H7zM13 7V4H4v9h3",
  clipboard: "M6 4.5h8v12H6zM8 3.5h4v2H8z",
  save: "M4 4h9l3 3v9H4zM7 4v4h5V4M7 16v-4h6v4",
  export: "M10 12V3.500M6.5 7 10 3.5 13.5 7M4 12v4h12v-4",
  import: "M10 3.500V12M6.5 8.5 10 12l3.500-3.500M4 12v4h12v-4",
  upload: "M10 12V3.500M6.5 7 10 3.5 13.5 7M4 12v4h12v-4",
  refresh: "M15.5 8A6 6 0 1 0 16 11M16 4v4h-4",
  replay: "M4.5 8A6 6 0 1 1 4 11M4 4v4h4",
  clock: "M10 3a7 7 0 1 0 0 14 7 7 0 0 0 0-14M10 6v4.2l2.8 1.8",
  calendar: "M4 5h12v11H4zM4 8.5h12M7 3.500V6M13 3.500V6",
  person: "M10 4a3 3 0 1 0 0 6 3 3 0 0 0 0-6M4.5 16.5c.6-3 2.800-4.5 5.500-4.5s4.9 1.5 5.5 4.5",
  "person-add": "M8.5 4a3 3 0 1 0 0 6 3 3 0 0 0 0-6M3 16.5c.6-3 2.800-4.5 5.500-4.5 1.5 0 2.800.4 3.8 1.300M15 12v5M12.5 14.5h5",
  team: "M7 5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5M2.5 16c.5-2.6 2.200-4 4.500-4s4 1.4 4.5 4M13 5.5a2.2 2.2 0 0 1 0 4.400M14 12.2c1.800.3 3 1.6 3.5 3.8",
  discount: "M4 9.5 10.5 3H16v5.500L9.5 16zM13 6v.01M8 12l3-3",
  "discount-code": "M3.5 6h13v3a1.2 1.2 0 0 0 0 2.400V14h-13v-2.6a1.2 1.2 0 0 0 0-2.4zM8 12l4-4M8 8.3v.01M12 11.7v.01",
  order: "M5 4h10l1.5 7v5h-13v-5zM3.5 11H7l1 2h4l1-2h3.5",
  cart: "M3 4h2l1.5 8.5h8L16 6.500H5.500M7.5 16v.01M13.5 16v.01",
  product: "M4 9 9 4h7v7l-5 5zM13 7v.01",
  home: "M3.5 9.5 10 4l6.5 5.500V16h-4.5v-4H8v4H3.5z",
  settings: "M10 7.5a2.5 2.5 0 1 0 0 5 2.5 2.5 0 0 0 0-5M10 3v2M10 15v2M3 10h2M15 10h2M5 5l1.4 1.400M13.6 13.6 15 15M15 5l-1.4 1.400M6.4 13.6 5 15",
  store: "M4 9v7h12V9M3 6.5 4.5 4h11L17 6.5a2.3 2.3 0 0 1-4.6 0 2.3 2.3 0 0 1-4.7 0A2.3 2.3 0 0 1 3 6.500M8.5 16v-4h3v4",
  link: "M8.5 11.5a3 3 0 0 0 4.2 0l2.600-2.6a3 3 0 0 0-4.200-4.200L10 5.800M11.5 8.5a3 3 0 0 0-4.2 0l-2.6 2.6a3 3 0 0 0 4.2 4.2l1.100-1.1",
  email: "M3.5 5h13v10h-13zM4 5.5l6 5 6-5",
  note: "M5 3.5h7l3 3v10H5zM12 3.5v3h3M7.5 10h5M7.5 13h5",
  megaphone: "M4 8.5v3h2.500L14 15V5L6.5 8.5zM6.5 11.5 7.5 16h2l-.800-3.600M16 8.5a2 2 0 0 1 0 3",
  money: "M3.5 5.5h13v9h-13zM10 8a2 2 0 1 0 0 4 2 2 0 0 0 0-4M6 10v.01M14 10v.01",
  "chart-line": "M3.5 16h13M4 12.5 8 8.5l3 2.5 5-6",
  "chart-vertical": "M4 16V9M10 16V4M16 16v-5",
  eye: "M2.5 10C4.5 6.5 7 5 10 5s5.5 1.5 7.5 5c-2 3.500-4.5 5-7.5 5s-5.500-1.500-7.500-5M10 8a2 2 0 1 0 0 4 2 2 0 0 0 0-4",
  "eye-check-mark": "M2.5 10C4.5 6.5 7 5 10 5s5.5 1.5 7.5 5c-2 3.500-4.5 5-7.5 5s-5.500-1.500-7.500-5M8 10l1.5 1.500L12.3 8.5",
  "lock": "M5 9h10v7H5zM7 9V6.5a3 3 0 0 1 6 0V9",
  "pause-circle": "M10 3a7 7 0 1 0 0 14 7 7 0 0 0 0-14M8.3 7.5v5M11.7 7.5v5",
  "play-circle": "M10 3a7 7 0 1 0 0 14 7 7 0 0 0 0-14M8.5 7.2v5.6l4.500-2.8z",
  star: "M10 3.5l2 4.3 4.600.6-3.4 3.200.9 4.700-4.100-2.300-4.1 2.300.9-4.700-3.400-3.2 4.600-.6z",
  target: "M10 3a7 7 0 1 0 0 14 7 7 0 0 0 0-14M10 6.5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7M10 10v.01",
  "file": "M5 3.5h7l3 3v10H5zM12 3.5v3h3",
  "globe": "M10 3a7 7 0 1 0 0 14 7 7 0 0 0 0-14M3 10h14M10 3c2.5 2 3 4.5 3 7s-.5 5-3 7c-2.500-2-3-4.500-3-7s.5-5 3-7",
  "mobile": "M6.5 3h7v14h-7zM9.5 14.5h1",
  "view": "M2.5 10C4.5 6.5 7 5 10 5s5.5 1.5 7.5 5c-2 3.500-4.5 5-7.5 5s-5.500-1.500-7.500-5M10 8a2 2 0 1 0 0 4 2 2 0 0 0 0-4",
};

function drawing(name) {
  const path = DRAWINGS[name] || "M6 6h8v8H6z";
  return `<svg viewBox="0 0 20 20" width="1em" height="1em" aria-hidden="true" focusable="false" fill="none" stroke="currentColor" stroke-width="1.5"
    stroke-linecap="round" stroke-linejoin="round"><path d="${path}"/></svg>`;
}

const ICON_TONES = { info: "#0094d5", success: "#047b5d", caution: "#998a00", warning: "#b28400", critical: "#e22c38", neutral: "#4a4a4a" };

class Icon extends Component {
  static properties = { type: "", tone: "auto", color: "base", size: "base", interestFor: "" };
  static css = `:host { display: inline-flex; vertical-align: middle; font-size: 20px; line-height: 1; color: #4a4a4a; flex: none }
    :host([size=small]) { font-size: 16px } :host([color=subdued]) { color: #8a8a8a }`;

  draw() {}

  update() {
    const tone = ICON_TONES[this.tone];
    this.dressHost(tone ? `:host { color: ${tone} }` : "");
    this.shadowRoot.innerHTML = drawing(this.type);
  }
}
define("s-icon", Icon);
