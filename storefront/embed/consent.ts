// Whether anything may be kept: the shop's customer privacy API decides, by its settings, the region and the shopper.

/** As long as the API may take to load until we go on without it; it may still answer afterwards. */
const PATIENCE_MS = 3000;

/**
 * Calls `tell` as soon as the answer is known, and again whenever the shopper answers the shop's banner.
 *
 * A shop without the API asks nobody, so nothing stands against it. Where the API should be there and does not
 * load, the answer is undefined: nothing may be kept, and nothing is taken back that was kept with leave.
 */
export function onConsent(tell: (allowed: boolean | undefined) => void): void {
  const shopify = window.Shopify || {};
  const answer = () =>
    tell(shopify.customerPrivacy ? shopify.customerPrivacy.analyticsProcessingAllowed() : !shopify.loadFeatures || undefined);
  document.addEventListener("visitorConsentCollected", answer);
  if (!shopify.loadFeatures) return answer();
  const giveUp = setTimeout(tell, PATIENCE_MS);
  shopify.loadFeatures([{ name: "consent-tracking-api", version: "0.1" }], (error) => {
    clearTimeout(giveUp);
    if (error) tell(undefined);
    else answer();
  });
}
