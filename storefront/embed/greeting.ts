// The greeting: who sent the shopper, and what the offer is.
import type { Greet } from "./reference.ts";

/** The app's answer for a link; 0 where there is no such link; undefined where nobody answered for the app. */
export async function askWhom(prefix: string, key: string): Promise<(Greet & { days: number }) | 0 | undefined> {
  const answer = await fetch(`${prefix}/greet/${key}`);
  // A page of the shop's own under that address is not the app's answer.
  if (!answer.headers.get("Content-Type")?.includes("json")) return;
  if (answer.ok) return answer.json();
  return answer.status === 404 ? 0 : undefined;
}

/**
 * Draws the greeting into the block's own element. Texts come from outside: they are set as text, never as markup.
 * The merchant's words come before the campaign's, and these before ours; what they say already is not said twice.
 */
export function greetWith(root: HTMLElement, greet: Greet, onClose: () => void): void {
  const { text, words, code } = root.dataset;
  const filled = (template = "") =>
    template.replace(/\{(creator|offer|code)\}/g, (_, place: keyof Greet) => greet[place] || "");
  const said = (text && filled(text)) || greet.greeting || filled(words);
  const lines = [
    said,
    said.includes(greet.offer) ? "" : greet.offer,
    !greet.code || said.includes(greet.code) ? "" : filled(code),
  ];
  const box = root.firstElementChild as HTMLElement;
  const close = () => {
    box.hidden = true;
    onClose();
  };
  root.querySelector("button")!.onclick = close;
  root.onkeydown = (event) => {
    if (event.key === "Escape") close();
  };
  box.hidden = false;
  // The words come after the region is there, because only a change in it is read out.
  root.querySelectorAll("p").forEach((place, row) => {
    place.textContent = lines[row] || "";
    place.hidden = !lines[row];
  });
}
