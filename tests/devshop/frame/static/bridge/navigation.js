// Where the app is: told to the admin so that its address follows, and changed when the admin's menu asks.
function cleanPath(address) {
  const url = new URL(address, location.href);
  for (const key of LAUNCH_KEYS) url.searchParams.delete(key);
  return url.pathname + url.search + url.hash;
}

function isInApp(address) {
  try {
    return new URL(address, location.href).origin === location.origin;
  } catch {
    return false;
  }
}

async function withLaunchQuery(address) {
  const url = new URL(cleanPath(address), location.origin);
  const answer = await ask("idToken");
  for (const [key, value] of Object.entries(answer.query)) url.searchParams.set(key, value);
  return url;
}

function sayNotLoaded(error) {
  console.error(`App Bridge: the page was not loaded. ${error.message}`);
}

function loadDocument(address) {
  withLaunchQuery(address).then((url) => location.assign(url), sayNotLoaded);
}

function reportPath() {
  tell("path", { path: cleanPath(location.href), title: document.title });
}

for (const name of ["pushState", "replaceState"]) {
  const original = history[name].bind(history);
  history[name] = (...rest) => {
    original(...rest);
    reportPath();
  };
}
window.addEventListener("popstate", reportPath);

// A link that names a page of the admin, such as shopify://admin/orders/1 or its address on the shop's own domain,
// is opened by the admin.
function adminPath(address) {
  const match = /^shopify:(?:\/\/)?admin\/(.*)$/.exec(address || "");
  const own = `https://${config.shop}/admin/`;
  if (address?.startsWith(own)) return address.slice(own.length);
  return match ? match[1] : null;
}

document.addEventListener("click", (event) => {
  if (event.defaultPrevented) return;
  const link = event.composedPath().find((node) => node.getAttribute && node.getAttribute("href"));
  const path = link ? adminPath(link.getAttribute("href")) : null;
  if (path === null) return;
  event.preventDefault();
  tell("adminPage", { path, blank: link.getAttribute("target") === "_blank" });
});

const patchTarget = launch.get("shopify-reload");

function reloadWithToken() {
  if (!isInApp(patchTarget)) {
    console.error(`App Bridge: shopify-reload must be a path of this app, not ${patchTarget}`);
    return;
  }
  withLaunchQuery(patchTarget).then((url) => location.replace(url), sayNotLoaded);
}

function start() {
  if (!embedded) {
    // Shopify sends a document opened outside the admin back into it.
    if (config.shop && !config.disabledFeatures.includes("auto-redirect")) {
      const handle = config.shop.replace(/\.myshopify\.com$/, "");
      location.replace(`${adminOrigin}/store/${encodeURIComponent(handle)}/apps/${encodeURIComponent(config.apiKey)}`);
    }
    return;
  }
  if (patchTarget) {
    reloadWithToken();
    return;
  }
  reportPath();
  document.addEventListener("DOMContentLoaded", reportPath);
}
