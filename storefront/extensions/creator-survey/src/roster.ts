// Searching the roster that came with the question, without asking the server again.
import type {Option, RosterRow} from './contract';

const MOST = 8;

/** Letters as they sound to a search: no accents, no case, no @ in front. */
export function plain(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLocaleLowerCase()
    .replace(/^[@\s]+|\s+$/g, '');
}

/** Those whose name, handle or alias contains what was typed; names that begin with it come first. */
export function find(roster: RosterRow[], typed: string): Option[] {
  const wanted = plain(typed);
  if (!wanted) return [];
  const first: Option[] = [];
  const others: Option[] = [];
  for (const [key, label, handle, aliases] of roster) {
    const known = [label, handle ?? '', ...aliases].map(plain);
    if (!known.some((name) => name.includes(wanted))) continue;
    const begins = known.some((name) => name.split(/[\s._-]+/).some((part) => part.startsWith(wanted)));
    (begins ? first : others).push({key, label, handle});
  }
  return [...first, ...others].slice(0, MOST);
}
