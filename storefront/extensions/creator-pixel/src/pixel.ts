// Which events are heard, and what becomes of them.
import type { CustomEvent, ExtensionApi } from "@shopify/web-pixels-extension";
import { told, type Heard, type Told } from "./events.ts";
import { Outbox } from "./outbox.ts";
import { Session } from "./session.ts";

const HEARD = [
  "page_viewed",
  "product_viewed",
  "product_added_to_cart",
  "checkout_started",
  "checkout_completed",
  "form_submitted",
] as const;
const SURVEY_ANSWER = "earmark:survey_answer";

/** Listens until the shopper withdraws consent, and again when it is given. */
export function start({ analytics, browser, customerPrivacy, init, settings }: ExtensionApi): void {
  let consent = init.customerPrivacy;
  const outbox = new Outbox(settings.collector, settings.shop);
  const session = new Session(browser.localStorage);
  // One after the other: the first event of a visit says whose it is, and the next ones need to know.
  let line: Promise<void> = Promise.resolve();

  const inTurn = (handle: () => Promise<void>) => {
    line = line
      .then(async () => {
        if (consent.analyticsProcessingAllowed) await handle();
      })
      .catch(complain);
  };
  const send = (event: Told) => outbox.add({ ...event, consent: "granted" });

  customerPrivacy.subscribe("visitorConsentCollected", (event) => {
    consent = event.customerPrivacy;
    if (!consent.analyticsProcessingAllowed) session.forget().catch(complain);
  });
  for (const name of HEARD) {
    analytics.subscribe(name, (event: Heard) =>
      inTurn(async () => {
        const brought = await session.of(event);
        const found = brought && told(event, brought);
        if (found) send(found);
      }),
    );
  }
  analytics.subscribe(SURVEY_ANSWER, (event: CustomEvent) =>
    inTurn(async () => {
      const { id, timestamp, customData } = event;
      // Every buyer is asked, so it goes on without a creator too.
      send({ ...(await session.now())?.source, id, kind: "survey_answer", at: timestamp, answer: customData });
    }),
  );
}

function complain(error: unknown): void {
  console.warn("Earmark:", error);
}
