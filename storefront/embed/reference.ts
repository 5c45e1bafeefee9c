// The reference of a visit: `<link key>.<16 random characters>.<unix seconds, base 36>`.
// The app's server makes the same ones, and reads these.

export const PARAMETER = "em";
export const CART_ATTRIBUTE = "_earmark";
export const STORAGE_KEY = "earmark";
export const USUAL_DAYS = 30;

/** As long as this a visit goes on: a link opened again meanwhile is still the same visit. */
export const VISIT_MS = 30 * 60_000;

/** As long as this an answer counts. */
export const ANSWER_MS = 864e5;

/** What is remembered of the newest visit, in the shop's own storage. */
export interface Kept {
  ref: string;
  /** When it began, milliseconds since 1970. */
  at: number;
  /** How long the creator is remembered. */
  days: number;
  /** What to greet with; 0 where there is nothing to say any more; missing while there is no answer. */
  greet?: Greet | 0;
  /** When that was asked: offers change. */
  asked?: number;
  /** 1 once the shopper has closed the greeting. */
  closed?: 1;
}

/** Plain texts, each empty where there is none. `greeting` is the campaign's own, with its places filled. */
export interface Greet {
  creator: string;
  offer: string;
  code: string;
  greeting?: string;
}

const FORM = /^([a-z0-9]{10})(?:\.[a-z0-9]{16}\.([a-z0-9]{1,8}))?$/;

/** Whether a text is a whole reference. */
export const isReference = (text: string): boolean => !!FORM.exec(text)?.[2];

/** The part of a reference that is the visit's own. */
export function newSession(now: number): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const letters = Array.from(bytes, (byte) => (byte % 36).toString(36)).join("");
  return `${letters}.${Math.floor(now / 1000).toString(36)}`;
}

/**
 * The visit an address begins or goes on with; undefined where its parameter is none of ours.
 *
 * A link key alone (a long link, a bookmark) begins a visit. A whole reference is taken as it is while it is
 * young; an old one was copied or bookmarked, and begins a visit of its own, unless it is the one remembered.
 */
export function arriving(search: string, kept: Kept | undefined, now: number): Kept | undefined {
  const [whole, key, moment] = FORM.exec(new URLSearchParams(search).get(PARAMETER) || "") || [];
  if (!whole || !key) return;
  const began = moment ? parseInt(moment, 36) * 1000 : 0;
  if (kept && (kept.ref === whole || (!moment && kept.ref.startsWith(`${key}.`) && now - kept.at < VISIT_MS))) {
    return kept;
  }
  const isYoung = moment && now - began < VISIT_MS;
  return {
    ref: isYoung ? whole : `${key}.${newSession(now)}`,
    at: isYoung ? Math.min(began, now) : now,
    days: USUAL_DAYS,
  };
}

/** What storage holds, if it is ours and its days are not over. */
export function remembered(stored: string | null, now: number): Kept | undefined {
  try {
    const kept = JSON.parse(stored || "0");
    return FORM.test(kept.ref) && now < kept.at + kept.days * 864e5 ? kept : undefined;
  } catch {
    // Somebody else's value under our name counts as none.
    return;
  }
}
