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
  /** Where the visit began, on its first page. */
  landing?: "welcome" | "product" | "picks";
  /** The host that linked there. */
  referrer?: string;
  product?: string;
  checkout?: string;
  order?: string;
  consent?: "granted";
  answer?: unknown;
}

/** The event in our words; undefined for a form that is no sign-up. */
export function told(event: Heard, { source, landed }: Brought): Told | undefined {
  const base: Told = { ...source, id: event.id, kind: event.name, at: event.timestamp };
  switch (event.name) {
    case "page_viewed":
      return { ...base, ...(landed && beginning(event)) };
    case "product_viewed":
      return { ...base, product: digits(event.data.productVariant.product.id) };
    case "product_added_to_cart":
      return { ...base, product: digits(event.data.cartLine?.merchandise.product.id) };
    case "checkout_started":
      return { ...base, checkout: event.data.checkout.token || undefined };
    case "checkout_completed": {
      const { token, order } = event.data.checkout;
      return { ...base, checkout: token || undefined, order: digits(order?.id) };
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

function beginning(event: PixelEvents["page_viewed"]): Pick<Told, "landing" | "referrer"> {
  const { location, referrer } = event.context.document;
  const host = /^https?:\/\/([\w.-]+)/.exec(referrer || "")?.[1];
  return { landing: landing(location.pathname), referrer: host === location.hostname ? undefined : host };
}

/** The kind of page by its path, which a language may stand before (`/sv/products/mug`). */
function landing(path: string): Told["landing"] {
  if (/\/(?:a|apps|community|tools)\/[^/]+\/p\//.test(path)) return "picks";
  if (/\/(?:products|collections)\//.test(path)) return "product";
  return /^\/(?:[a-z]{2}(?:-[a-z]{2})?\/?)?$/i.test(path) ? "welcome" : undefined;
}

/** The number at the end of an id, which is a number or a `gid://`. */
function digits(id: string | null | undefined): string | undefined {
  return /(\d+)(?:\?|$)/.exec(id || "")?.[1];
}
