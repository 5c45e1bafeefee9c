// Elements that draw nothing in the app: their children become the admin's menu, title bar and dialogs.
function watch(element, report) {
  const later = () => queueMicrotask(() => element.isConnected && report());
  new MutationObserver(later).observe(element, {
    subtree: true,
    childList: true,
    characterData: true,
    attributes: true,
  });
  later();
}

// A click in the admin reaches the app as a click on its own element: routers and htmx see it first.
function activate(element) {
  if (!element) return;
  const href = element.getAttribute("href");
  const finish = (event) => {
    if (event.target !== element || event.defaultPrevented) return;
    if (!href) return;
    event.preventDefault();
    if (!announceNavigation(element)) loadDocument(href);
  };
  window.addEventListener("click", finish, { once: true });
  element.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true, composed: true }));
  window.removeEventListener("click", finish);
}

function announceNavigation(element) {
  const event = new CustomEvent("shopify:navigate", { bubbles: true, cancelable: true, composed: true });
  return !element.dispatchEvent(event);
}

class NavigationMenu extends HTMLElement {
  connectedCallback() {
    this.hidden = true;
    this.style.display = "none";
    if (!this.watched) watch(this, () => this.report());
    else this.report();
    this.watched = true;
  }

  get links() {
    return [...this.querySelectorAll("a[href], s-link[href]")];
  }

  report() {
    const items = this.links.map((link, index) => ({
      index,
      label: link.textContent.trim(),
      path: link.getAttribute("href"),
      home: link.getAttribute("rel") === "home",
    }));
    tell("menu", { items });
    hear("menuClick", ({ index }) => activate(this.links[index]));
  }
}
customElements.define("ui-nav-menu", class extends NavigationMenu {});
customElements.define("s-app-nav", class extends NavigationMenu {});

class TitleBar extends HTMLElement {
  static observedAttributes = ["title"];

  connectedCallback() {
    if (this.closest("ui-modal")) return;
    this.style.display = "none";
    if (!this.watched) watch(this, () => this.report());
    else this.report();
    this.watched = true;
  }

  disconnectedCallback() {
    tell("titleBar", { title: "", actions: [] });
  }

  report() {
    const actions = [...this.querySelectorAll("button, a[href]")];
    tell("titleBar", {
      title: this.getAttribute("title") || document.title,
      actions: actions.map((action, index) => ({
        index,
        label: action.textContent.trim(),
        variant: action.getAttribute("variant") || "",
        critical: action.getAttribute("tone") === "critical",
        disabled: action.hasAttribute("disabled"),
      })),
    });
    hear("titleBarClick", ({ index }) => activate(actions[index]));
  }
}
customElements.define("ui-title-bar", TitleBar);

// ui-modal is drawn inside the app's own document: the admin's overlay would need a second frame.
class Modal extends HTMLElement {
  connectedCallback() {
    if (this.shadowRoot) return;
    this.attachShadow({ mode: "open" }).innerHTML = `<style>
      dialog { border: 0; border-radius: 12px; padding: 0; width: min(620px, 94vw); font: 13px/20px Inter, system-ui, sans-serif;
        box-shadow: 0 20px 40px rgb(0 0 0 / .25) }
      dialog::backdrop { background: rgb(0 0 0 / .45) }
      header { display: flex; justify-content: space-between; padding: 12px 16px; background: #f3f3f3; font-weight: 650 }
      header button { border: 0; background: none; font-size: 16px; cursor: pointer }
    </style><dialog><header><span part="title"></span><button type="button" aria-label="Close">\u2715</button></header>
    <slot></slot></dialog>`;
    this.dialog = this.shadowRoot.querySelector("dialog");
    this.shadowRoot.querySelector("button").addEventListener("click", () => this.hide());
    this.dialog.addEventListener("close", () => this.dispatchEvent(new Event("hide")));
  }

  async show() {
    const bar = this.querySelector("ui-title-bar");
    this.shadowRoot.querySelector("[part=title]").textContent = bar ? bar.getAttribute("title") || "" : "";
    if (!this.dialog.open) this.dialog.showModal();
    this.dispatchEvent(new Event("show"));
  }

  async hide() {
    if (this.dialog.open) this.dialog.close();
  }

  async toggle() {
    return this.dialog.open ? this.hide() : this.show();
  }
}
customElements.define("ui-modal", Modal);
