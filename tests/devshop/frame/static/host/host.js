// The admin's side: answers the app in the iframe. Only that window, from the app's origin, is heard.
const root = document.querySelector("[data-admin]");
const appFrame = root.querySelector("iframe");
const base = root.dataset.base;
const appOrigin = new URL(root.dataset.appUrl).origin;

function toApp(message) {
  appFrame.contentWindow.postMessage({ from: "admin", ...message }, appOrigin);
}

async function json(path, body) {
  const options = body === undefined ? {} : { method: "POST", body: JSON.stringify(body) };
  const locale = root.dataset.locale ? `?locale=${encodeURIComponent(root.dataset.locale)}` : "";
  const answer = await fetch(`${base}/${path}${locale}`, {
    ...options,
    headers: { "Content-Type": "application/json" },
  });
  const data = await answer.json();
  if (!answer.ok) throw new Error(data.error || `The admin answered ${answer.status}.`);
  return data;
}

const questions = {
  hello: async () => ({ shop: root.dataset.shop, locale: root.dataset.locale }),
  idToken: () => json("id-token", {}),
  scopes: () => json("scopes"),
  scopesRequest: async ({ scopes }) => {
    if (!window.confirm(`${root.dataset.appName} asks for more access:\n\n${scopes.join("\n")}`)) {
      return { result: "declined-all", detail: await json("scopes") };
    }
    return { result: "granted-all", detail: await json("scopes", { grant: scopes }) };
  },
  scopesRevoke: async ({ scopes }) => ({ detail: await json("scopes", { revoke: scopes }) }),
  extensions: () => json("extensions"),
  leaveConfirmation: async () => {
    if (!window.confirm("Leave page with unsaved changes?")) throw new Error("The merchant stayed on the page.");
  },
};

const messages = {
  path({ path, title }) {
    const locale = new URLSearchParams(location.search).get("locale");
    const address = new URL(base + (path === "/" ? "" : path), location.origin);
    if (locale) address.searchParams.set("locale", locale);
    history.replaceState(null, "", address);
    document.title = title ? `${title} \u00b7 ${root.dataset.shopName}` : document.title;
    markCurrent(path);
    showLoading(false);
  },
  adminPage({ path, blank }) {
    const address = `/store/${root.dataset.handle}/${path}`;
    if (blank) window.open(address, "_blank", "noopener");
    else location.assign(address);
  },
  menu: ({ items }) => drawMenu(items),
  titleBar: (bar) => drawTitleBar(bar),
  saveBar: (bar) => drawSaveBar(bar),
  toast: (toast) => drawToast(toast),
  toastHide: ({ id }) => document.getElementById(id)?.remove(),
  loading: ({ loading }) => showLoading(loading),
};

window.addEventListener("message", async (event) => {
  if (event.source !== appFrame.contentWindow || event.origin !== appOrigin) return;
  const { from, id, type, payload } = event.data || {};
  if (from !== "app") return;
  if (id === undefined) {
    if (Object.hasOwn(messages, type)) messages[type](payload);
    return;
  }
  try {
    if (!Object.hasOwn(questions, type)) throw new Error(`The stand-in's admin does not know ${type}.`);
    toApp({ id, result: await questions[type](payload) });
  } catch (error) {
    toApp({ id, error: error.message });
  }
});
