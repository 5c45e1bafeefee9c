// The sample of the checkout editor, with what the merchant has typed in the settings.
import type {Asked, Option} from '../src/contract';
import {SAMPLE} from '../src/sample';

export interface Chosen {
  /** Whether buyers are asked at all. */
  on: boolean;
  /** Whether some get the second question. */
  second: boolean;
  /** The invented name and its handle; null: none is shown. */
  decoy: [name: string, handle: string] | null;
}

export function sampleOf({second, decoy}: Chosen, creators: [string, string][] | null): Asked {
  const [first] = SAMPLE.questions;
  const known = first!.creators!.options.map((option): [string, string] => [option.label!, option.handle!]);
  const names = [...(creators?.length ? creators : known)].slice(0, 8 - (decoy ? 1 : 0));
  // In the middle, as it looks like any other.
  if (decoy) names.splice(Math.floor(names.length / 2), 0, decoy);
  const options = names.map(([label, handle], n): Option => ({key: `sample-${n}`, label, handle}));
  const listed = {options, roster: options.map((row) => [row.key, row.label!, row.handle!, []] as [string, string, string, string[]])};
  const questions: Asked['questions'] = [{...first!, creators: listed}];
  if (second) {
    const reasons: Option[] = [{key: 'offer'}, {key: 'creator', opens: 'creators'}, {key: 'needed'}, {key: 'reviews'}];
    const pinned: Option[] = [{key: 'other', text: true}, {key: 'forgot'}];
    questions.push({key: 'why_today', options: [...reasons, {key: 'recommended'}, {key: 'gift'}, ...pinned], creators: null});
  }
  return {...SAMPLE, questions};
}
