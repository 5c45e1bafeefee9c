// Shopify's standard storefront actions and events, as far as the stand-in's shops need them.
(() => {
  "use strict";

  function announce(type, detail) {
    document.dispatchEvent(Object.assign(new Event(type, { bubbles: true }), detail));
  }

  async function send(payload) {
    const answer = await fetch("/cart/standard-action", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(payload),
    });
    if (!answer.ok) throw new Error(`The cart answered ${answer.status}.`);
    return answer.json();
  }

  function showCount(cart) {
    for (const place of document.querySelectorAll("[data-cart-count]")) place.textContent = cart.item_count;
  }

  function shape(cart) {
    const money = (amount) => ({ amount: (amount / 100).toFixed(2), currencyCode: cart.currency });
    return {
      id: cart.token,
      totalQuantity: cart.item_count,
      note: cart.note,
      attributes: Object.entries(cart.attributes).map(([key, value]) => ({ key, value })),
      discountCodes: cart.discount_codes,
      cost: { subtotalAmount: money(cart.original_total_price), totalAmount: money(cart.total_price) },
      lines: cart.items.map((item) => ({
        id: String(item.variant_id),
        quantity: item.quantity,
        merchandise: {
          id: `gid://shopify/ProductVariant/${item.variant_id}`,
          title: item.title,
          product: { id: String(item.product_id), title: item.title, url: item.url },
        },
        cost: { totalAmount: money(item.final_line_price) },
      })),
    };
  }

  // `attributes` is the whole set, given as an object or as a list of {key, value}.
  function asObject(attributes) {
    if (!Array.isArray(attributes)) return attributes;
    return Object.fromEntries(attributes.map(({ key, value }) => [key, value]));
  }

  const { actions: handling } = window.Shopify.theme;
  const actions = {
    async getCart() {
      const answer = await fetch("/cart.js");
      return { cart: shape(await answer.json()) };
    },

    async openCart() {
      location.assign("/cart");
    },

    async updateCart(payload = {}, options = {}) {
      const context = options.event?.context || "standard-action";
      const sent = { ...payload };
      if (payload.attributes) sent.attributes = asObject(payload.attributes);
      const promise = send(sent).then(({ cart, userErrors }) => {
        showCount(cart);
        return { cart: shape(cart), ...(userErrors.length ? { userErrors } : {}) };
      });
      // Shopify's default knows nothing of this theme's cart, and has the whole page drawn anew.
      if (handling === "default") promise.then(() => location.reload());
      if (payload.attributes) announce("shopify:cart:attributes-update", { context, attributes: payload.attributes, promise });
      if (payload.lines) announce("shopify:cart:lines-update", { context, lines: payload.lines, promise });
      if (payload.note !== undefined) announce("shopify:cart:note-update", { context, note: payload.note, promise });
      if (payload.discountCodes) {
        const discountCodes = payload.discountCodes.map((code) => ({ code }));
        announce("shopify:cart:discount-update", { discountCodes, promise });
      }
      return promise;
    },
  };

  for (const action of Object.values(actions)) action.isDefault = () => handling === "default";

  document.addEventListener("DOMContentLoaded", () => {
    // Shopify's own script is a module: before this moment nobody has actions.
    if (handling !== "none") window.Shopify.actions = actions;
    announce("shopify:page:view", { url: location.href });
    const letters = document.getElementById("contact_form");
    letters?.addEventListener("submit", async (event) => {
      event.preventDefault();
      const answer = await fetch(letters.action, { method: "POST", body: new FormData(letters) });
      letters.querySelector("[role=status]").textContent = answer.ok ? "Thank you." : "Try again in a moment.";
    });
  });
})();
