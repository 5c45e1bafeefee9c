// Shopify's strict sandbox, as a web pixel sees it from inside its worker. What follows this file is the pixel.
(() => {
  "use strict";
  const page = self;
  const subscribers = [];
  const past = [];
  const questions = new Map();
  let nextQuestion = 1;
  let privacyListeners = [];
  let api;

  // The page's storage and cookies are asked for, one question each.
  const ask = (area, method) => (...args) =>
    new Promise((resolve, reject) => {
      const id = nextQuestion++;
      questions.set(id, { resolve, reject });
      page.postMessage({ ask: { id, area, method, args } });
    });
  const storage = (area) =>
    Object.fromEntries(["getItem", "setItem", "removeItem", "clear", "key", "length"].map((name) => [name, ask(area, name)]));

  const fits = (wanted, event) =>
    wanted === event.name || wanted === "all_events" || wanted === `all_${event.type}_events`;
  const deliver = ({ wanted, heard }, event) => fits(wanted, event) && heard(event);

  const handlers = {
    start({ settings, init }) {
      api = {
        settings,
        init,
        analytics: {
          subscribe(wanted, heard) {
            const subscriber = { wanted, heard };
            subscribers.push(subscriber);
            // A pixel that comes late hears what the page has told already.
            for (const event of past) deliver(subscriber, event);
            return () => subscribers.splice(subscribers.indexOf(subscriber), 1).length > 0;
          },
        },
        browser: { localStorage: storage("localStorage"), sessionStorage: storage("sessionStorage") },
        customerPrivacy: { subscribe: (_name, heard) => privacyListeners.push(heard) },
      };
      self.shopify.run(api);
    },
    event(event) {
      past.push(event);
      for (const subscriber of [...subscribers]) deliver(subscriber, event);
    },
    privacy(customerPrivacy) {
      for (const heard of privacyListeners) heard({ customerPrivacy });
    },
    answer({ id, value, error }) {
      const { resolve, reject } = questions.get(id);
      questions.delete(id);
      if (error) reject(new Error(error));
      else resolve(value);
    },
  };
  page.addEventListener("message", ({ data: [kind, content] }) => handlers[kind](content));

  self.shopify = {
    extend(point, run) {
      if (point !== "WebPixel::Render") throw new Error(`There is no extension point ${point}.`);
      self.shopify.run = run;
    },
  };
  // Not there for a strict pixel.
  for (const name of ["XMLHttpRequest", "importScripts", "WebSocket", "indexedDB", "caches"]) {
    Object.defineProperty(self, name, { value: undefined });
  }
  page.postMessage({ ready: true });
})();
