// Which words an option has: its own where it brings some (a name), else ours in the buyer's language.
import type {Option} from './contract';
import type {Host} from './host';

const OURS = new Set([
  'ad',
  'coupon_site',
  'creator',
  'forgot',
  'friend',
  'gift',
  'needed',
  'offer',
  'other',
  'other_creator',
  'podcast',
  'press',
  'recommended',
  'reviews',
  'search',
  'someone_else',
]);

/** null: an option of a newer server than this version knows; it is left out rather than shown without words. */
export function wordsOf(host: Host, option: Option): string | null {
  return option.label || (OURS.has(option.key) ? host.translate(`option.${option.key}`) : null);
}

/** The first letters of a name, for where there is no picture. */
export function initials(name: string): string {
  const parts = name.split(/\s+/).filter(Boolean);
  return [parts[0], parts.length > 1 ? parts[parts.length - 1] : '']
    .map((part) => [...(part ?? '')][0] ?? '')
    .join('')
    .toLocaleUpperCase();
}
