// What runs on the shop's pages where the merchant has switched the block on.
import { putIntoCart } from "./cart.ts";
import { onConsent } from "./consent.ts";
import { askWhom, greetWith } from "./greeting.ts";
import { arriving, type Kept } from "./reference.ts";
import { stored, store } from "./storage.ts";

const root = document.getElementById("earmark-greeting");
if (root) start(root);

function start(root: HTMLElement): void {
  const { prefix, preview, show } = root.dataset;
  const now = Date.now();
  let allowed = false;
  let visit: Kept | undefined;

  if (preview) {
    greetWith(root, JSON.parse(preview), () => {});
    return;
  }

  const save = () => {
    if (allowed) store(visit);
  };

  const greet = async (visit: Kept, isLanding: boolean) => {
    // Asked also where nobody is greeted: the answer says how long to remember.
    if (visit.greet === undefined) {
      const answer = await askWhom(prefix!, visit.ref.slice(0, 10));
      visit.greet = answer;
      if (answer) visit.days = answer.days;
      save();
    }
    const isWanted = show === "visit" || (show === "landing" && isLanding);
    // Pages of picks greet by themselves.
    if (!visit.greet || visit.closed || !isWanted || location.pathname.includes(`${prefix}/p/`)) return;
    greetWith(root, visit.greet, () => {
      visit.closed = 1;
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
      if (visit) greet(visit, !!landed).catch(complain);
    }
    if (allowed && visit) {
      save();
      putIntoCart(visit.ref).catch(complain);
    } else if (!allowed && kept) {
      store(undefined);
      putIntoCart("").catch(complain);
    }
  });
}

function complain(error: unknown): void {
  console.warn("Earmark:", error);
}
