// The page's side of web pixels: events are published here and heard by the app's pixel in its sandbox.
(() => {
  "use strict";
  const { events, data, pixel } = JSON.parse(document.getElementById("web-pixels").textContent);
  const queue = [];
  let worker = null;
  let seq = 0;

  function clientId() {
    const kept = sessionStorage.getItem("_shopify_client") || crypto.randomUUID();
    sessionStorage.setItem("_shopify_client", kept);
    return kept;
  }

  function context() {
    const { hash, host, hostname, href, origin, pathname, port, protocol, search } = location;
    const place = { hash, host, hostname, href, origin, pathname, port, protocol, search };
    const { language, languages, userAgent, cookieEnabled } = navigator;
    return {
      document: { location: place, referrer: document.referrer, title: document.title, characterSet: document.characterSet },
      navigator: { language, languages: [...languages], userAgent, cookieEnabled },
      window: { location: place, innerWidth, innerHeight, outerWidth, outerHeight, origin, pageXOffset, pageYOffset, screenX, screenY, scrollX, scrollY, screen: { width: screen.width, height: screen.height } },
    };
  }

  function publish(name, type, content) {
    const event = { id: `sh-${crypto.randomUUID()}`, name, type, clientId: clientId(), seq: seq++, timestamp: new Date().toISOString(), context: context(), ...content };
    if (worker) worker.postMessage(["event", event], "*");
    else queue.push(event);
  }

  const privacy = () => {
    const api = window.Shopify.customerPrivacy;
    return {
      analyticsProcessingAllowed: api.analyticsProcessingAllowed(),
      marketingAllowed: api.marketingAllowed(),
      preferencesProcessingAllowed: api.preferencesProcessingAllowed(),
      saleOfDataAllowed: api.saleOfDataAllowed(),
    };
  };
  const isAllowed = () => {
    const now = privacy();
    const answers = { analytics: now.analyticsProcessingAllowed, marketing: now.marketingAllowed, preferences: now.preferencesProcessingAllowed };
    return pixel.needs.every((purpose) => answers[purpose]);
  };

  // A frame without an origin, and in it a worker without a page.
  const FRAME = `<script>
    let worker;
    addEventListener("message", ({ data }) => {
      if (data.script) {
        worker = new Worker(URL.createObjectURL(new Blob([data.script], { type: "text/javascript" })));
        worker.onmessage = ({ data }) => parent.postMessage({ pixel: data }, "*");
        worker.onerror = ({ message }) => parent.postMessage({ pixel: { failed: message } }, "*");
      } else worker.postMessage(data);
    });
  <\/script>`;

  function openFrame() {
    const frame = document.createElement("iframe");
    frame.setAttribute("sandbox", "allow-scripts");
    frame.hidden = true;
    frame.srcdoc = FRAME;
    return new Promise((opened) => {
      frame.onload = () => opened(frame.contentWindow);
      document.body.append(frame);
    });
  }

  let loading = false;
  async function load() {
    if (loading || !isAllowed()) return;
    loading = true;
    const answer = await fetch(pixel.worker);
    if (!answer.ok) throw new Error(`${pixel.worker} answered ${answer.status}.`);
    const [script, frame] = [await answer.text(), await openFrame()];
    addEventListener("message", ({ data, source }) => {
      if (source !== frame || !data.pixel) return;
      if (data.pixel.failed) throw new Error(`The web pixel failed: ${data.pixel.failed}`);
      if (data.pixel.ask) reply(frame, data.pixel.ask);
      if (data.pixel.ready) {
        frame.postMessage(["start", { settings: pixel.settings, init: { context: context(), data: window.Shopify.pixelData, customerPrivacy: privacy() } }], "*");
        for (const event of queue.splice(0)) frame.postMessage(["event", event], "*");
        worker = frame;
      }
    });
    frame.postMessage({ script }, "*");
  }

  function reply(frame, { id, area, method, args }) {
    try {
      const place = window[area];
      const value = method === "length" ? place.length : place[method](...args);
      frame.postMessage(["answer", { id, value: value ?? null }], "*");
    } catch (error) {
      frame.postMessage(["answer", { id, error: error.message }], "*");
    }
  }

  window.Shopify.pixelData = data;
  window.Shopify.analytics = {
    publish(name, customData) {
      publish(name, "custom", { customData: customData ?? null });
      return true;
    },
  };
  for (const event of events) publish(event.name, "standard", { data: event.data });

  document.addEventListener("shopify:cart:lines-update", ({ lines, promise }) => {
    promise?.then(({ cart }) => {
      for (const { merchandiseId, quantity = 1 } of lines.filter((line) => line.merchandiseId)) {
        const line = cart.lines.find((row) => merchandiseId.endsWith(`/${row.id}`));
        if (line) publish("product_added_to_cart", "standard", { data: { cartLine: cartLine(line, quantity) } });
      }
    });
  });

  function cartLine({ id, merchandise, cost }, quantity) {
    const { title, product } = merchandise;
    const price = { amount: Number(cost.totalAmount.amount), currencyCode: cost.totalAmount.currencyCode };
    const shown = { ...product, untranslatedTitle: product.title, type: "", vendor: data.shop.name };
    return { merchandise: { id, title, untranslatedTitle: title, sku: null, image: null, price, product: shown }, quantity, cost: { totalAmount: price } };
  }

  function formElement(form) {
    const elements = [...form.elements].map(({ id, name, tagName, type, value }) => ({ id: id || null, name: name || null, tagName, type: type || null, value: value ?? null }));
    return { id: form.getAttribute("id"), action: form.getAttribute("action"), elements };
  }
  document.addEventListener("submit", ({ target }) => publish("form_submitted", "dom", { data: { element: formElement(target) } }), true);

  if (pixel) {
    window.Shopify.loadFeatures([{ name: "consent-tracking-api", version: "0.1" }], load);
    document.addEventListener("visitorConsentCollected", () => {
      if (worker) worker.postMessage(["privacy", privacy()], "*");
      else load();
    });
  }
})();
