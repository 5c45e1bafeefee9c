// Which visit an address begins or goes on with, and how long it is remembered.
import assert from "node:assert/strict";
import { test } from "node:test";
import { arriving, isReference, newSession, remembered } from "../../../storefront/embed/reference.ts";

const NOW = Date.parse("2026-11-21T10:00:00Z");
const MINUTE = 60_000;
const DAY = 864e5;
const ref = (key: string, ago: number, own = "0123456789abcdef") => `${key}.${own}.${Math.floor((NOW - ago) / 1000).toString(36)}`;
const kept = (key: string, ago: number, days = 30) => ({ ref: ref(key, ago), at: NOW - ago, days });
const ASA = "asaasaasaa";
const MARCO = "marcomarco";

test("a link's key begins a visit now", () => {
  const visit = arriving(`?utm_source=ig&em=${ASA}`, undefined, NOW)!;
  assert.match(visit.ref, new RegExp(`^${ASA}\\.[a-z0-9]{16}\\.${Math.floor(NOW / 1000).toString(36)}$`));
  assert.deepEqual([visit.at, visit.days], [NOW, 30]);
});

for (const [name, value, before, goesOn] of [
  ["a key within the half hour", ASA, kept(ASA, 29 * MINUTE), true],
  ["a key after it", ASA, kept(ASA, 31 * MINUTE), false],
  ["another creator's key", MARCO, kept(ASA, MINUTE), false],
  ["the very reference that is kept, days later", ref(ASA, 3 * DAY), kept(ASA, 3 * DAY), true],
] as const) {
  test(`${name} ${goesOn ? "goes on with the visit" : "begins another"}`, () => {
    assert.equal(arriving(`?em=${value}`, before, NOW) === before, goesOn);
  });
}

test("a young reference is taken as it is, an old one was copied", () => {
  assert.deepEqual(arriving(`?em=${ref(ASA, MINUTE)}`, undefined, NOW), { ref: ref(ASA, MINUTE), at: NOW - MINUTE, days: 30 });
  const copied = arriving(`?em=${ref(ASA, 40 * DAY)}`, kept(MARCO, MINUTE), NOW)!;
  assert.ok(copied.ref.startsWith(`${ASA}.`) && copied.ref !== ref(ASA, 40 * DAY));
  assert.equal(copied.at, NOW);
});

test("a clock that goes ahead of ours does not lengthen the window", () => {
  assert.equal(arriving(`?em=${ref(ASA, -5 * MINUTE)}`, undefined, NOW)!.at, NOW);
});

for (const value of ["", "short", "UPPERCASE1", `${ASA}.x`, `${ASA}..`, `${ref(ASA, 0)}.more`, `${ASA}%0A`, "<script>", "a".repeat(9000)]) {
  test(`${JSON.stringify(value.slice(0, 20))} is no visit`, () => {
    assert.equal(arriving(`?em=${value}`, kept(ASA, 0), NOW), undefined);
    assert.equal(isReference(value), false);
  });
}

test("what is kept counts until its days are over, and only where it is ours", () => {
  assert.equal(remembered(JSON.stringify(kept(ASA, 14 * DAY - 1, 14)), NOW)!.days, 14);
  assert.equal(remembered(JSON.stringify(kept(ASA, 14 * DAY, 14)), NOW), undefined);
  for (const other of [null, "", "null", "{}", "[1]", "not json", '{"ref":1}', '{"ref":"<b>","at":9e15,"days":9}']) {
    assert.equal(remembered(other, NOW), undefined);
  }
});

test("two sessions are not alike", () => {
  assert.ok(isReference(`${ASA}.${newSession(NOW)}`));
  assert.equal(new Set(Array.from({ length: 500 }, () => newSession(NOW))).size, 500);
});
