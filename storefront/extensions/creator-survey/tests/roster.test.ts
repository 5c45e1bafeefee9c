import {describe, expect, test} from 'vitest';
import type {RosterRow} from '../src/contract';
import {numberOf} from '../src/host';
import {find, plain} from '../src/roster';
import {initials} from '../src/wording';

const ROSTER: RosterRow[] = [
  ['c1', 'Åsa Lind', '@asalind', []],
  ['c2', 'Dalasa Moor', null, []],
  ['c3', '李雷', '@lilei', ['Leo Li']],
  ['c4', 'Zoë Ray', '@zoe.ray', ['Zed']],
];

describe('finding creators', () => {
  test.each([
    ['asa', ['c1', 'c2']],
    ['ÅSA', ['c1', 'c2']],
    ['@zoe', ['c4']],
    ['ray', ['c4']],
    ['zed', ['c4']],
    ['李', ['c3']],
    ['leo li', ['c3']],
    ['  ', []],
    ['nobody', []],
  ])('%s', (typed, keys) => {
    expect(find(ROSTER, typed).map((row) => row.key)).toEqual(keys);
  });

  test('at most eight, those whose name begins so first', () => {
    const many = Array.from({length: 20}, (_, n): RosterRow => [`c${n}`, n < 15 ? `Xana ${n}` : `Anna ${n}`, null, []]);
    expect(find(many, 'an').map((row) => row.key)).toEqual(['c15', 'c16', 'c17', 'c18', 'c19', 'c0', 'c1', 'c2']);
  });

  test('letters as a search takes them', () => {
    expect(plain(' @Zoë_É ')).toBe('zoe_e');
  });
});

test.each([
  ['Bea Bloom', 'BB'],
  ['Marco', 'M'],
  ['Ana de la Cruz', 'AC'],
  ['李雷', '李'],
  ['', ''],
])('initials of %s', (name, wanted) => {
  expect(initials(name)).toBe(wanted);
});

test.each([
  ['gid://shopify/OrderIdentity/12', '12'],
  ['gid://shopify/Order/12?x=1', '12'],
  ['nonsense', null],
  [undefined, null],
])('the number in %s', (gid, wanted) => {
  expect(numberOf(gid)).toBe(wanted);
});
