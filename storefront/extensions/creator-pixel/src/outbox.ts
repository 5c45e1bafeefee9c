// Events on their way to the collector, a few at a time.
import type { Told } from "./events.ts";

const WAIT_MS = 500;
const MOST = 20;
const USUAL_PAUSE_S = 30;

/** After these the shopper often leaves the page, and a worker that is gone sends nothing. */
const HURRIED = new Set(["product_added_to_cart", "checkout_started", "checkout_completed", "newsletter", "account_created", "survey_answer"]);

export class Outbox {
  private waiting: Told[] = [];
  private timer: ReturnType<typeof setTimeout> | undefined;
  private collector: string;
  private shop: string;

  /** `collector` is the app's address for events, `shop` the app's own signed name of this shop. */
  constructor(collector: string, shop: string) {
    this.collector = collector;
    this.shop = shop;
  }

  /** Sends the event soon, with those that come in the meantime. */
  add(event: Told): void {
    this.waiting.push(event);
    if (this.waiting.length >= MOST || HURRIED.has(event.kind)) this.flush();
    else this.timer ??= setTimeout(() => this.flush(), WAIT_MS);
  }

  private flush(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    const events = this.waiting.splice(0, MOST);
    this.send(events, true);
  }

  /** An app that asks for a moment gets the same events once more; heard twice they count once. */
  private send(events: Told[], mayAgain: boolean): void {
    // Plain text is a simple request, without a question before it; keepalive lets it outlive the page.
    fetch(this.collector, {
      method: "POST",
      headers: { "Content-Type": "text/plain;charset=UTF-8" },
      body: JSON.stringify({ shop: this.shop, events }),
      keepalive: true,
      credentials: "omit",
    })
      .then(({ status, headers }) => {
        if (mayAgain && (status === 429 || status === 503)) {
          setTimeout(() => this.send(events, false), (Number(headers.get("Retry-After")) || USUAL_PAUSE_S) * 1000);
        }
      })
      .catch((error) => console.warn("Earmark:", error));
  }
}
