// The visit's reference in the cart, from where it reaches the order as a note attribute.
import { CART_ATTRIBUTE } from "./reference.ts";

async function json(path: string, body?: unknown): Promise<any> {
  const root = window.Shopify?.routes?.root || "/";
  const answer = await fetch(
    root + path,
    body ? { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) } : {},
  );
  if (!answer.ok) throw `${path}: ${answer.status}`;
  return answer.json();
}

/** Puts `value` beside the attributes that are there; an empty one goes. A cart that has it already is left alone. */
export async function putIntoCart(value: string): Promise<void> {
  const { attributes } = await json("cart.js");
  if ((attributes[CART_ATTRIBUTE] || "") === value) return;
  const update = window.Shopify?.actions?.updateCart;
  // As Shopify ships it, the action may reload the page, which nobody wants for something that cannot be seen.
  if (!update || update.isDefault?.()) {
    await json("cart/update.js", { attributes: { [CART_ATTRIBUTE]: value } });
    return;
  }
  // The action takes the whole set: what is not named is lost.
  const all = Object.entries<string>({ ...attributes, [CART_ATTRIBUTE]: value }).filter(([, kept]) => kept !== "");
  await update({ attributes: all.map(([key, kept]) => ({ key, value: kept })) });
}
