// What brought this shopper: our parameter, a creator's UTM, the cart's attribute, or what was kept of them.
import type { Browser } from "@shopify/web-pixels-extension";
import {
  arriving,
  CART_ATTRIBUTE,
  isReference,
  newSession,
  remembered,
  STORAGE_KEY,
  USUAL_DAYS,
  VISIT_MS,
  type Kept,
} from "../../../embed/reference.ts";
import type { Heard } from "./events.ts";

const UTM_KEY = "earmark-utm";
const UTM_FIELDS = ["source", "medium", "campaign", "content", "term"] as const;
const LONGEST_UTM = 100;
const CREATORS_MEDIUM = "creator";

/** The theme's script begins a visit too; this long it is given to say which. */
const THEME_FIRST_MS = 250;

export type Utm = Partial<Record<(typeof UTM_FIELDS)[number], string>>;

/** What an event carries of it. */
export type Source = { ref: string } | { utm: Utm; session: string };

/** The source, and whether this very address brought it. */
export interface Brought {
  source: Source;
  landed?: true;
}

interface KeptUtm {
  utm: Utm;
  session: string;
  at: number;
}

type Storage = Pick<Browser["localStorage"], "getItem" | "setItem" | "removeItem">;

/** The shopper's visit, kept in the shop's storage beside what the theme's script keeps. */
export class Session {
  private storage: Storage;

  constructor(storage: Storage) {
    this.storage = storage;
  }

  /** What brought the shopper to this event; undefined for those whom no creator brought. */
  async of(event: Heard): Promise<Brought | undefined> {
    if ("context" in event) {
      const search = event.context.document.location.search;
      const source = (await this.byReference(search)) || (await this.byUtm(search));
      if (source) return { source, landed: true };
    }
    return (await this.now()) || this.byCart(event);
  }

  /** What is kept: the newer of a reference and a creator's UTM. */
  async now(): Promise<Brought | undefined> {
    const [kept, utm] = [await this.kept(), await this.keptUtm()];
    if (kept && !(utm && utm.at > kept.at)) return { source: { ref: kept.ref } };
    return utm && { source: { utm: utm.utm, session: utm.session } };
  }

  /** Forgets the visit: the shopper has withdrawn consent. */
  async forget(): Promise<void> {
    await Promise.all([STORAGE_KEY, UTM_KEY].map((key) => this.storage.removeItem(key)));
  }

  private async byReference(search: string): Promise<Source | undefined> {
    const now = Date.now();
    if (!arriving(search, undefined, now)) return;
    let kept = await this.kept();
    let visit = arriving(search, kept, now)!;
    if (visit !== kept) {
      await new Promise((done) => setTimeout(done, THEME_FIRST_MS));
      kept = await this.kept();
      visit = arriving(search, kept, now)!;
    }
    if (visit !== kept) await this.storage.setItem(STORAGE_KEY, JSON.stringify(visit));
    return { ref: visit.ref };
  }

  private async byUtm(search: string): Promise<Source | undefined> {
    const query = new URLSearchParams(search);
    if (query.get("utm_medium") !== CREATORS_MEDIUM) return;
    const utm: Utm = {};
    for (const field of UTM_FIELDS) {
      const value = query.get(`utm_${field}`);
      if (value) utm[field] = value.slice(0, LONGEST_UTM);
    }
    const now = Date.now();
    const before = await this.keptUtm();
    const isSame = before && now - before.at < VISIT_MS && JSON.stringify(before.utm) === JSON.stringify(utm);
    const kept: KeptUtm = isSame ? before : { utm, session: newSession(now), at: now };
    if (!isSame) await this.storage.setItem(UTM_KEY, JSON.stringify(kept));
    return { utm, session: kept.session };
  }

  /** A checkout on an address of its own knows no storage of the shop, but the cart came along. */
  private byCart(event: Heard): Brought | undefined {
    if (event.name !== "checkout_started" && event.name !== "checkout_completed") return;
    const ref = event.data.checkout.attributes.find(({ key }) => key === CART_ATTRIBUTE)?.value;
    return ref && isReference(ref) ? { source: { ref } } : undefined;
  }

  private async kept(): Promise<Kept | undefined> {
    return remembered(await this.storage.getItem(STORAGE_KEY), Date.now());
  }

  private async keptUtm(): Promise<KeptUtm | undefined> {
    try {
      const kept = JSON.parse((await this.storage.getItem(UTM_KEY)) || "0");
      return kept.session && Date.now() < kept.at + USUAL_DAYS * 864e5 ? kept : undefined;
    } catch {
      // Somebody else's value under our name counts as none.
      return;
    }
  }
}
