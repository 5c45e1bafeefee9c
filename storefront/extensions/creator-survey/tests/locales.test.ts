import {readFileSync, readdirSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';

const FOLDER = join(import.meta.dirname, '../locales');
const SOURCE = join(import.meta.dirname, '../src');

type Tree = {[key: string]: string | Tree};

/** Dotted keys to texts; the plural forms of a text are one entry. */
function flat(tree: Tree, before = ''): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const [key, value] of Object.entries(tree)) {
    if (typeof value === 'string') found.set(before + key, [value]);
    else if ('other' in value && 'count' in placeholders(String(value.other))) {
      found.set(before + key, Object.values(value) as string[]);
    } else for (const [inner, texts] of flat(value, `${before}${key}.`)) found.set(inner, texts);
  }
  return found;
}

function placeholders(text: string): Record<string, true> {
  return Object.fromEntries([...text.matchAll(/{{\s*(\w+)\s*}}/g)].map((match) => [match[1]!, true]));
}

function read(name: string): Tree {
  return JSON.parse(readFileSync(join(FOLDER, name), 'utf8'));
}

const ENGLISH = flat(read('en.default.json'));
const OTHERS = readdirSync(FOLDER).filter((name) => name !== 'en.default.json');

test('the languages are there', () => {
  expect(OTHERS.sort()).toEqual(['it.json', 'sv.json', 'zh-CN.json']);
});

test.each(OTHERS)('%s says the same things with the same gaps, in its own plural forms', (name) => {
  const tree = read(name);
  const texts = flat(tree);
  expect([...texts.keys()].sort()).toEqual([...ENGLISH.keys()].sort());
  for (const [key, forms] of texts) {
    for (const form of forms) expect([key, placeholders(form)]).toEqual([key, placeholders(ENGLISH.get(key)!.at(-1)!)]);
  }
  const forms = new Intl.PluralRules(name.replace('.json', '')).resolvedOptions().pluralCategories;
  const given = Object.keys((tree.search as Tree).found as Tree);
  // Italian has "many" for millions only; nobody finds a million names.
  expect(given.sort()).toEqual(forms.filter((form) => form !== 'many').sort());
});

test('every text the source asks for is in the catalogue', () => {
  const source = readdirSync(SOURCE).map((name) => readFileSync(join(SOURCE, name), 'utf8')).join('\n');
  const asked = [...source.matchAll(/translate\(\s*'([\w.]+)'/g)].map((match) => match[1]!);
  expect(asked.length).toBeGreaterThan(10);
  expect(asked.filter((key) => !ENGLISH.has(key))).toEqual([]);
});
