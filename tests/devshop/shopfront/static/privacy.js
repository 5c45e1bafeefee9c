// Shopify's customer privacy API and the shop's banner, as far as the stand-in's shops need them.
(() => {
  "use strict";
  const COOKIE = "_tracking_consent";
  const mustAsk = window.Shopify.theme.privacy === "asks";

  function given() {
    const found = document.cookie.split("; ").find((row) => row.startsWith(`${COOKIE}=`));
    return found ? JSON.parse(decodeURIComponent(found.slice(COOKIE.length + 1))) : {};
  }

  // "" is no answer: it counts as no where the shop must ask, as yes elsewhere.
  const allowed = (purpose) => (given()[purpose] || (mustAsk ? "no" : "yes")) === "yes";

  const api = {
    analyticsProcessingAllowed: () => allowed("analytics"),
    marketingAllowed: () => allowed("marketing"),
    preferencesProcessingAllowed: () => allowed("preferences"),
    saleOfDataAllowed: () => allowed("marketing"),
    shouldShowBanner: () => mustAsk && !given().analytics,
    currentVisitorConsent: () => ({ analytics: "", marketing: "", preferences: "", sale_of_data: "", ...given() }),
    setTrackingConsent(consent, done) {
      const kept = { ...given() };
      for (const [purpose, answer] of Object.entries(consent)) kept[purpose] = answer ? "yes" : "no";
      document.cookie = `${COOKIE}=${encodeURIComponent(JSON.stringify(kept))}; path=/; max-age=31536000; samesite=lax`;
      const detail = {
        analyticsAllowed: allowed("analytics"),
        marketingAllowed: allowed("marketing"),
        preferencesAllowed: allowed("preferences"),
        saleOfDataAllowed: allowed("marketing"),
      };
      document.dispatchEvent(new CustomEvent("visitorConsentCollected", { detail }));
      done?.();
    },
  };

  // Features come from the network at Shopify: never at once.
  window.Shopify.loadFeatures = (features, done) => {
    setTimeout(() => {
      if (features.some(({ name }) => name !== "consent-tracking-api")) return done?.(new Error("There is no such feature."));
      window.Shopify.customerPrivacy = api;
      done?.();
    });
  };

  function button(words, answer, bar) {
    const made = document.createElement("button");
    made.className = "button quiet";
    made.textContent = words;
    made.addEventListener("click", () => {
      bar.remove();
      api.setTrackingConsent({ analytics: answer, marketing: answer, preferences: answer });
    });
    return made;
  }

  document.addEventListener("DOMContentLoaded", () => {
    if (!api.shouldShowBanner()) return;
    const bar = document.createElement("section");
    bar.className = "privacy";
    bar.setAttribute("aria-label", "Privacy");
    const words = document.createElement("p");
    words.textContent = "May this shop count your visit?";
    bar.append(words, button("Accept", true, bar), button("Decline", false, bar));
    document.body.append(bar);
  });
})();
