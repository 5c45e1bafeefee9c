// The `shopify` global of an extension, and the messages that stand behind it.
const page = JSON.parse(document.getElementById("page").textContent);

let nextQuestion = 1;
const questions = new Map();

function tell(type, payload) {
  parent.postMessage({ from: "extension", type, payload }, "*");
}

function ask(type, payload) {
  const id = nextQuestion++;
  parent.postMessage({ from: "extension", id, type, payload }, "*");
  return new Promise((resolve, reject) => questions.set(id, { resolve, reject }));
}

window.addEventListener("message", ({ source, data }) => {
  if (source !== parent || data?.from !== "page") return;
  if (data.type === "settings") shopify.settings.value = data.payload;
  const question = questions.get(data.id);
  if (!question) return;
  questions.delete(data.id);
  if (data.error) question.reject(new Error(data.error));
  else question.resolve(data.result);
});

class Plain {
  constructor(value) {
    this.value = value;
  }

  subscribe() {
    return () => undefined;
  }
}

const signals = [];

function signal(owner, name, value) {
  owner[name] = new Plain(value);
  signals.push([owner, name]);
}

function textAt(words, key) {
  return key.split(".").reduce((place, part) => place?.[part], words);
}

function translate(key, values = {}) {
  let found = textAt(page.words, key) ?? textAt(page.default_words, key);
  if (found && typeof found === "object") {
    found = found[new Intl.PluralRules(page.extension_language).select(Number(values.count))] ?? found.other;
  }
  if (typeof found !== "string") throw new Error(`The extension has no text ${key}.`);
  return found.replace(/{{\s*(\w+)\s*}}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}

const shopify = {
  extension: {
    apiVersion: page.api_version,
    target: page.target,
    scriptUrl: document.currentScript?.src ?? "",
    editor: page.editing ? { type: "checkout" } : undefined,
  },
  extensionPoint: page.target,
  shop: { ...page.shop, myshopifyDomain: page.domain },
  i18n: { translate },
  localization: {},
  analytics: { publish: (name, data) => ask("publish", { name, data: JSON.parse(JSON.stringify(data)) }) },
  sessionToken: { get: () => ask("sessionToken") },
  storage: {
    read: (key) => ask("storageRead", { key }),
    write: (key, data) => ask("storageWrite", { key, data }),
    delete: (key) => ask("storageWrite", { key, data: null }),
  },
  // The package hands over its Signal class: from then on values can be followed.
  setSignals(Signal) {
    for (const [owner, name] of signals) owner[name] = new Signal(owner[name].value);
  },
  extend(target, run) {
    if (target !== page.target) return;
    // Scripts after this one belong to the extension too.
    queueMicrotask(() => Promise.resolve(run(shopify)).catch((error) => reportError(error)));
  },
  reload: () => location.reload(),
};

const order = page.order;
signal(shopify, "settings", page.settings);
signal(shopify, "checkoutToken", order?.checkout_token);
signal(shopify, "discountCodes", (order?.codes ?? []).map((code) => ({ code })));
signal(shopify, "attributes", order?.attributes ?? []);
signal(shopify, "lines", order?.lines ?? []);
signal(shopify, "customerPrivacy", { visitorConsent: {}, shouldShowBanner: false, saleOfDataRegion: false, metafields: [] });
signal(shopify.extension, "rendered", true);
signal(shopify.extension, "capabilities", ["network_access"]);
signal(shopify.localization, "language", { isoCode: page.language });
signal(shopify.localization, "extensionLanguage", { isoCode: page.extension_language });
signal(shopify.localization, "country", { isoCode: page.country });
signal(shopify.localization, "currency", { isoCode: page.currency });
signal(shopify.localization, "timezone", page.timezone);
if (page.target.startsWith("purchase.")) {
  const confirmed = order && { order: { id: `gid://shopify/OrderIdentity/${order.id}` }, number: order.name, isFirstOrder: order.first };
  signal(shopify, "orderConfirmation", confirmed ?? { order: { id: "gid://shopify/OrderIdentity/1" }, isFirstOrder: true });
} else {
  signal(shopify, "order", order ? { id: `gid://shopify/Order/${order.id}`, name: order.name, processedAt: order.processed_at } : undefined);
}
globalThis.shopify = shopify;

// The block is as high as what is in it, and nothing at all where nothing is in it.
document.addEventListener("DOMContentLoaded", () => {
  const measure = () => tell("height", { height: document.body.childElementCount ? Math.ceil(document.documentElement.getBoundingClientRect().height) : 0 });
  new ResizeObserver(measure).observe(document.documentElement);
  new MutationObserver(measure).observe(document.body, { childList: true, subtree: true });
  measure();
});
