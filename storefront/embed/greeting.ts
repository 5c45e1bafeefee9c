// The greeting: who sent the shopper, and what the offer is.
import type { Greet } from "./reference.ts";

/** The app's answer for a link; 0 where it has nothing to say; undefined where it could not be asked. */
export async function askWhom(prefix: string, key: string): Promise<(Greet & { days: number }) | 0 | undefined> {
  const answer = await fetch(`${prefix}/greet/${key}`);
  if (answer.ok) return answer.json();
  return answer.status === 404 ? 0 : undefined;
}

/** Draws the greeting into the block's own element. Texts come from outside: they are set as text, never as markup. */
export function greetWith(root: HTMLElement, greet: Greet, onClose: () => void): void {
  const fill = (name: string, template: string | undefined) => {
    const place = root.querySelector<HTMLElement>(`[data-${name}]`)!;
    place.textContent = (template || "").replace(/\{(creator|offer|code)\}/g, (_, word: keyof Greet) => greet[word] || "");
    place.hidden = !place.textContent;
  };
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
  fill("text", root.dataset.text);
  fill("offer", greet.offer && "{offer}");
  fill("code", greet.code && root.dataset.code);
}
