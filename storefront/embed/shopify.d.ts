// What Shopify puts into every page of an online store, as far as the script uses it.

interface UpdateCart {
  (payload: { attributes: { key: string; value: string }[] }): Promise<unknown>;
  /** Whether the theme has left the action as Shopify ships it, which may reload the whole page. */
  isDefault?: () => boolean;
}

interface Window {
  Shopify?: {
    routes?: { root: string };
    actions?: { updateCart?: UpdateCart };
    customerPrivacy?: { analyticsProcessingAllowed(): boolean };
    loadFeatures?: (features: { name: string; version: string }[], done: (error?: unknown) => void) => void;
  };
}
