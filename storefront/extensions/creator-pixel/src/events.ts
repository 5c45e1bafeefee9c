// Shopify's events in our words: what happened, never who did it.
import type { FormElement, PixelEvents } from "@shopify/web-pixels-extension";
import type { Brought, Utm } from "./session.ts";

export type Heard = PixelEvents[
  | "page_viewed"
  | "product_viewed"
  | "product_added_to_cart"
  | "checkout_started"
  | "checkout_completed"
  | "form_submitted"];

/** One event as the collector takes it. */
export interface Told {
  id: string;
  kind: string;
  at: string;
  ref?: string;
  utm?: Utm;
  session?: string;
  landed?: true;
  path?: string;
  referrer_host?: string;
  product_id?: string;
  checkout_token?: string;
  order_id?: string;
  consent?: { analytics: boolean; marketing: boolean };
  answer?: unknown;
}

const LONGEST_PATH = 200;

/** The event in our words; undefined for a form that is no sign-up. */
export function told(event: Heard, { source, landed }: Brought): Told | undefined {
  const base: Told = { ...source, id: event.id, kind: event.name, at: event.timestamp };
  switch (event.name) {
    case "page_viewed":
      return { ...base, ...(landed && { landed }), ...page(event, landed) };
    case "product_viewed":
      return { ...base, product_id: digits(event.data.productVariant.product.id) };
    case "product_added_to_cart":
      return { ...base, product_id: digits(event.data.cartLine?.merchandise.product.id) };
    case "checkout_started":
      return { ...base, checkout_token: event.data.checkout.token || undefined };
    case "checkout_completed": {
      const { token, order } = event.data.checkout;
      return { ...base, checkout_token: token || undefined, order_id: digits(order?.id) };
    }
    case "form_submitted": {
      const kind = signUp(event.data.element);
      return kind && { ...base, kind };
    }
  }
}

/**
 * Which sign-up a form is, by the names of its fields: those that Liquid's `form` tag gives every theme's forms.
 * No value leaves the browser; only the hidden `form_type` and tags, which the theme itself writes, are looked at.
 */
export function signUp({ action, elements }: FormElement): "newsletter" | "account_created" | undefined {
  const field = (name: string) => elements.find((element) => element.name === name);
  const type = field("form_type")?.value;
  const path = (action || "").split(/[?#]/)[0]!.replace(/\/$/, "");
  if (type === "create_customer" || (!type && path.endsWith("/account") && field("customer[password]"))) {
    return "account_created";
  }
  const isForMail = field("contact[email]") && path.endsWith("/contact");
  if (type ? type === "customer" : isForMail && field("contact[tags]")?.value?.includes("newsletter")) {
    return "newsletter";
  }
  return undefined;
}

function page(event: PixelEvents["page_viewed"], landed?: true): { path?: string; referrer_host?: string } {
  const { location, referrer } = event.context.document;
  // A checkout's address names the checkout, which its own events tell where it is wanted.
  const path = /^\/(?:[^/]+\/)?checkouts?\//.test(location.pathname) ? undefined : location.pathname.slice(0, LONGEST_PATH);
  const host = /^https?:\/\/([^/?#]+)/.exec(referrer || "")?.[1];
  return { path, ...(landed && host && host !== location.host && { referrer_host: host }) };
}

/** The number at the end of an id, which is a number or a `gid://`. */
function digits(id: string | null | undefined): string | undefined {
  return /(\d+)(?:\?|$)/.exec(id || "")?.[1];
}
