// What runs on the shop's pages where the merchant has switched the block on.
import { putIntoCart } from "./cart.ts";
import { onConsent } from "./consent.ts";
import { askWhom, greetWith } from "./greeting.ts";
import { ANSWER_MS, arriving, type Kept } from "./reference.ts";
import { stored, store } from "./storage.ts";

const root = document.getElementById("earmark-greeting");
if (root) start(root);

function start(root: HTMLElement): void {
  const { prefix, preview, show } = root.dataset;
  const now = Date.now();
  let allowed: boolean | undefined;
  let visit: Kept | undefined;
  let met: Promise<void> | undefined;

  if (preview) {
    greetWith(root, JSON.parse(preview), () => {});
    return;
  }

  const save = () => {
    if (allowed) store(visit);
  };

  /** Asks whose link it is, also where nobody is greeted: the answer says how long to remember. */
  const meet = async (isLanding: boolean, before?: Kept): Promise<void> => {
    if (!visit) return;
    const isNew = !visit.asked;
    if (isNew || now - visit.asked! > ANSWER_MS) {
      const answer = await askWhom(prefix!, visit.ref.slice(0, 10));
      if (answer === 0 && isNew) {
        // No link, no visit: what was there before still counts.
        visit = before;
        save();
        return meet(false);
      }
      visit.greet = answer;
      if (answer !== undefined) visit.asked = now;
      if (answer) visit.days = answer.days;
      save();
    }
    const isWanted = show === "visit" || (show === "landing" && isLanding);
    // Pages of picks greet by themselves.
    if (!visit.greet || visit.closed || !isWanted || location.pathname.includes(`${prefix}/p/`)) return;
    greetWith(root, visit.greet, () => {
      visit!.closed = 1;
      save();
    });
  };

  onConsent((answer) => {
    allowed = answer;
    const kept = stored(now);
    if (!visit) {
      const usable = allowed ? kept : undefined;
      const landed = arriving(location.search, usable, now);
      visit = landed || usable;
      met = meet(!!landed, landed === usable ? undefined : usable).catch(complain);
    }
    if (allowed) {
      save();
      met!.then(() => (allowed && visit ? putIntoCart(visit.ref) : undefined)).catch(complain);
    } else if (allowed === false && kept) {
      store(undefined);
      putIntoCart("").catch(complain);
    }
  });
}

function complain(error: unknown): void {
  console.warn("Earmark:", error);
}
