// What a buyer finds on the screen, by its words (the tester's translate() gives the keys themselves).
import {vi} from 'vitest';

const OFTEN = {interval: 5, timeout: 5000};

/** Waits until `check` no longer fails. */
export const until = <Value>(check: () => Value): Promise<Value> => vi.waitFor(check, OFTEN);

export function buttons(): HTMLElement[] {
  return [...document.body.querySelectorAll<HTMLElement>('s-clickable, s-button')];
}

export function seen(): string[] {
  return buttons().map((button) => button.textContent!.trim());
}

/** Waits until something can be pressed whose words contain `words`, and presses it. */
export async function press(words: string): Promise<void> {
  const button = await until(() => {
    const found = buttons().find((row) => row.textContent!.includes(words));
    if (!found) throw new Error(`Nothing says ${words} among ${seen().join(' | ')}`);
    return found;
  });
  button.click();
}

export async function shows(words: string): Promise<void> {
  await until(() => {
    const inFields = [...document.body.querySelectorAll('s-text-field')].map((field) => field.getAttribute('error') ?? '');
    const text = [document.body.textContent, ...inFields].join(' ');
    if (!text.includes(words)) throw new Error(`${words} is not in: ${text}`);
  });
}

export async function type(words: string): Promise<void> {
  const field = await until(() => {
    const found = document.body.querySelector('s-text-field');
    if (!found) throw new Error('There is no field.');
    return found;
  });
  Object.assign(field, {value: words});
  field.dispatchEvent(new Event('input', {bubbles: true}));
}
