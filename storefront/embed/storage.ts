// The newest visit in the shop's own storage. A browser that forbids storage throws on the mere question.
import { remembered, STORAGE_KEY, type Kept } from "./reference.ts";

/** What is remembered; a visit whose days are over is taken away. */
export function stored(now: number): Kept | undefined {
  try {
    const kept = remembered(localStorage.getItem(STORAGE_KEY), now);
    if (!kept) localStorage.removeItem(STORAGE_KEY);
    return kept;
  } catch {
    return;
  }
}

/** Remembers the visit, or forgets it. */
export function store(kept: Kept | undefined): void {
  try {
    if (kept) localStorage.setItem(STORAGE_KEY, JSON.stringify(kept));
    else localStorage.removeItem(STORAGE_KEY);
  } catch {
    // Full or forbidden: this page's visit still reaches the cart, later pages know nothing of it.
  }
}
