// The conversation with the admin around the iframe: one question, one answer, by postMessage.
// Only the origin this script came from is spoken to and listened to; anything else is dropped.
const script = document.currentScript;
const adminOrigin = new URL(script.src).origin;
const embedded = window.parent !== window;
const LAUNCH_KEYS = ["embedded", "hmac", "host", "id_token", "locale", "session", "shop", "timestamp"];

const launch = new URLSearchParams(location.search);
const remembered = JSON.parse(sessionStorage.getItem("app-bridge") || "{}");
const meta = document.querySelector('meta[name="shopify-api-key"]');
const config = {
  apiKey: script.dataset.apiKey || (meta && meta.content) || "",
  appOrigins: [],
  disabledFeatures: [],
  host: launch.get("host") || remembered.host,
  shop: launch.get("shop") || remembered.shop,
  locale: launch.get("locale") || remembered.locale || "en",
};
if (!config.apiKey) {
  console.error("App Bridge: data-api-key is missing on the script tag, and there is no shopify-api-key meta tag.");
}
// A document reached by an ordinary form post has no launch query; the shop is still the same one.
if (embedded) {
  sessionStorage.setItem(
    "app-bridge",
    JSON.stringify({ host: config.host, shop: config.shop, locale: config.locale }),
  );
}

let nextQuestion = 1;
const waiting = new Map();
const listeners = new Map();

function ask(type, payload = {}) {
  if (!embedded) return Promise.reject(new Error(`App Bridge: ${type} needs the admin around the app.`));
  const id = nextQuestion++;
  return new Promise((resolve, reject) => {
    waiting.set(id, { resolve, reject });
    window.parent.postMessage({ from: "app", id, type, payload }, adminOrigin);
  });
}

function tell(type, payload = {}) {
  if (embedded) window.parent.postMessage({ from: "app", type, payload }, adminOrigin);
}

function hear(type, listener) {
  listeners.set(type, listener);
}

window.addEventListener("message", (event) => {
  if (event.origin !== adminOrigin || event.source !== window.parent) return;
  const message = event.data;
  if (!message || message.from !== "admin") return;
  if (message.id !== undefined) {
    const question = waiting.get(message.id);
    waiting.delete(message.id);
    if (!question) return;
    if (message.error) question.reject(new Error(message.error));
    else question.resolve(message.result);
  } else if (listeners.has(message.type)) {
    listeners.get(message.type)(message.payload || {});
  }
});

function idToken() {
  return ask("idToken").then((answer) => answer.id_token);
}
