// What the admin draws for the app: menu entries, title bar, save bar, toasts, the loading line.
const menu = root.querySelector("[data-app-menu]");
const titleBar = root.querySelector("[data-title-bar]");
const saveBar = root.querySelector("[data-save-bar]");
const toastRoom = root.querySelector("[data-toasts]");
const loadingLine = root.querySelector("[data-loading]");
let menuItems = [];
let currentPath = "/";

function make(tag, properties = {}, text = "") {
  const element = Object.assign(document.createElement(tag), properties);
  element.textContent = text;
  return element;
}

function adminHref(path) {
  return base + (path === "/" ? "" : path);
}

function drawMenu(items) {
  // Drawn anew only when it changed: a link must not vanish between pressing and letting go.
  if (JSON.stringify(items) === JSON.stringify(menuItems)) return;
  menuItems = items;
  menu.replaceChildren(
    ...items.filter((item) => !item.home).map((item) => {
      const link = make("a", { href: adminHref(item.path) }, item.label);
      link.dataset.path = new URL(item.path, location.origin).pathname;
      link.addEventListener("click", (event) => {
        if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
        event.preventDefault();
        closeNavigation();
        showLoading(true);
        toApp({ type: "menuClick", payload: { index: item.index } });
      });
      const row = make("li");
      row.append(link);
      return row;
    }),
  );
  markCurrent(currentPath);
}

function markCurrent(path) {
  currentPath = path;
  const here = new URL(path, location.origin).pathname;
  const fits = (target) => here === target || (target !== "/" && here.startsWith(`${target}/`));
  const links = [...menu.querySelectorAll("a")];
  const best = links.filter((link) => fits(link.dataset.path)).sort((a, b) => b.dataset.path.length - a.dataset.path.length)[0];
  for (const link of links) {
    if (link === best) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
}

const homeLink = root.querySelector("[data-app-home]");
homeLink.addEventListener("click", (event) => {
  const home = menuItems.find((item) => item.home);
  if (!home || event.metaKey || event.ctrlKey || event.shiftKey) return;
  event.preventDefault();
  closeNavigation();
  showLoading(true);
  toApp({ type: "menuClick", payload: { index: home.index } });
});

function drawTitleBar({ title, actions }) {
  titleBar.querySelector("[data-title]").textContent = title || root.dataset.appName;
  titleBar.querySelector("[data-actions]").replaceChildren(
    ...actions.map((action) => {
      const button = make("button", { type: "button", disabled: action.disabled }, action.label);
      button.className = action.variant === "primary" ? "button primary" : "button";
      button.addEventListener("click", () => toApp({ type: "titleBarClick", payload: { index: action.index } }));
      return button;
    }),
  );
}

let confirmDiscard = false;

function drawSaveBar({ shown, confirm, save, discard }) {
  saveBar.hidden = !shown;
  confirmDiscard = Boolean(confirm);
  saveBar.querySelector("[data-save]").textContent = save || "Save";
  saveBar.querySelector("[data-discard]").textContent = discard || "Discard";
}

saveBar.querySelector("[data-save]").addEventListener("click", () => toApp({ type: "saveBarSave" }));
saveBar.querySelector("[data-discard]").addEventListener("click", () => {
  if (confirmDiscard && !window.confirm("Discard all unsaved changes?")) return;
  toApp({ type: "saveBarDiscard" });
});

function drawToast({ id, message, duration, isError, action }) {
  const toast = make("div", { id, className: isError ? "toast error" : "toast" });
  toast.append(make("span", {}, message));
  const finish = (type) => {
    toast.remove();
    toApp({ type, payload: { id } });
  };
  if (action) {
    const button = make("button", { type: "button" }, action);
    button.addEventListener("click", () => finish("toastAction"));
    toast.append(button);
  }
  const close = make("button", { type: "button", ariaLabel: "Dismiss" }, "\u2715");
  close.addEventListener("click", () => finish("toastDismiss"));
  toast.append(close);
  toastRoom.append(toast);
  if (Number.isFinite(duration)) setTimeout(() => toast.isConnected && finish("toastDismiss"), duration);
}

function showLoading(loading) {
  loadingLine.hidden = !loading;
}

appFrame.addEventListener("load", () => showLoading(false));

const opener = document.querySelector("[data-navigation-opener]");

function closeNavigation() {
  root.classList.remove("navigation-open");
  opener.setAttribute("aria-expanded", "false");
}

opener.addEventListener("click", () => {
  const open = root.classList.toggle("navigation-open");
  opener.setAttribute("aria-expanded", String(open));
});

window.addEventListener("beforeunload", (event) => {
  if (!saveBar.hidden) event.preventDefault();
});
