// The pixel with a look-alike of Shopify's sandbox: what goes to the collector, and what never does.
import assert from "node:assert/strict";
import { afterEach, beforeEach, mock, test } from "node:test";
import { start } from "../../../storefront/extensions/creator-pixel/src/pixel.ts";
import { signUp } from "../../../storefront/extensions/creator-pixel/src/events.ts";

const NOW = Date.parse("2026-11-21T10:00:00Z");
const KEY = "abcdefghij";
const YOUNG = `${KEY}.0123456789abcdef.${Math.floor(NOW / 1000 - 60).toString(36)}`;
const OLD = `${KEY}.fedcba9876543210.${Math.floor(NOW / 1000 - 40 * 86400).toString(36)}`;
const UTM = "utm_source=ig&utm_medium=creator&utm_campaign=harvest&utm_content=story&utm_term=asa";
const ALL = { analyticsProcessingAllowed: true, marketingAllowed: true, preferencesProcessingAllowed: true, saleOfDataAllowed: true };
const NONE = { analyticsProcessingAllowed: false, marketingAllowed: false, preferencesProcessingAllowed: false, saleOfDataAllowed: false };

let sent: any[] = [];
let storage: Map<string, string>;
let consented: (event: any) => void;
let subscribers: Map<string, (event: any) => void>;
let seq = 0;

beforeEach(() => {
  sent = [];
  storage = new Map();
  subscribers = new Map();
  mock.timers.enable({ apis: ["setTimeout", "Date"], now: NOW });
  mock.method(globalThis, "fetch", async (url: string, options: any) => {
    sent.push({ url, options, body: JSON.parse(options.body) });
    return new Response(null, { status: 204 });
  });
});

afterEach(() => {
  mock.timers.reset();
  mock.restoreAll();
});

function pixel(customerPrivacy = ALL): void {
  const localStorage = {
    getItem: async (key: string) => storage.get(key) ?? null,
    setItem: async (key: string, value: string) => void storage.set(key, value),
    removeItem: async (key: string) => void storage.delete(key),
  };
  start({
    analytics: { subscribe: (name: string, heard: any) => subscribers.set(name, heard) },
    browser: { localStorage },
    customerPrivacy: { subscribe: (_: string, heard: any) => (consented = heard) },
    init: { customerPrivacy },
    settings: { collector: "https://app.example/collect", shop: "ana.signed" },
  } as any);
}

/** Lets what waits on promises and timers happen. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 8; turn++) {
    for (let tick = 0; tick < 20; tick++) await Promise.resolve();
    mock.timers.tick(250);
  }
}

async function happens(name: string, data: any = {}, path = "/", referrer = ""): Promise<void> {
  const url = new URL(path, "https://ana.example");
  const { host, hostname, pathname, search } = url;
  subscribers.get(name)!({
    id: `sh-${++seq}`,
    name,
    clientId: "a-client",
    timestamp: "2026-11-21T10:00:00.000Z",
    context: { document: { title: "Anna's page", referrer, location: { href: url.href, host, hostname, pathname, search } }, navigator: { userAgent: "x" } },
    data,
  });
  await settle();
}

const events = () => sent.flatMap(({ body }) => body.events);
const without = ({ id, at, consent, ...rest }: any) => rest;
const product = { product: { id: "gid://shopify/Product/42", title: "Mug" } };
const checkout = (order: string | null = null, attributes: any[] = []) => ({
  checkout: { token: "chk1", email: "anna@buyer.example", attributes, order: order && { id: order, customer: { id: "9" } } },
});

test("nobody whom no creator brought is told of", async () => {
  pixel();
  await happens("page_viewed", {}, "/?utm_medium=cpc&em=short");
  await happens("product_viewed", { productVariant: product });
  await happens("checkout_completed", checkout("1"));
  assert.deepEqual(sent, []);
  assert.equal(storage.size, 0);
});

test("the whole way of a visit is told, in our words, under one reference", async () => {
  pixel();
  await happens("page_viewed", {}, `/products/mug?em=${YOUNG}`, "https://www.video.example/watch?v=1");
  await happens("product_viewed", { productVariant: product }, "/products/mug");
  await happens("product_added_to_cart", { cartLine: { merchandise: product } });
  await happens("checkout_started", checkout(), "/checkouts/cn/chk1");
  await happens("checkout_completed", checkout("gid://shopify/OrderIdentity/77"), "/checkouts/cn/chk1/thank-you");
  assert.deepEqual(events().map(without), [
    { ref: YOUNG, kind: "page_viewed", landing: "product", referrer: "www.video.example" },
    { ref: YOUNG, kind: "product_viewed", product: "42" },
    { ref: YOUNG, kind: "product_added_to_cart", product: "42" },
    { ref: YOUNG, kind: "checkout_started", checkout: "chk1" },
    { ref: YOUNG, kind: "checkout_completed", checkout: "chk1", order: "77" },
  ]);
  assert.ok(events().every(({ consent, at, id }) => consent === "granted" && at && id.startsWith("sh-")));
  const { url, options, body } = sent[0];
  assert.equal(url, "https://app.example/collect");
  assert.equal(body.shop, "ana.signed");
  assert.ok(options.keepalive && options.credentials === "omit");
  assert.match(options.headers["Content-Type"], /^text\/plain/);
  assert.ok(!/anna|mug|client|Mozilla/i.test(JSON.stringify(sent.map((one) => one.body))));
});

for (const [path, landing] of [
  ["/", "welcome"],
  ["/sv", "welcome"],
  ["/pt-BR/", "welcome"],
  ["/sv/products/mug", "product"],
  ["/collections/all", "product"],
  ["/apps/earmark/p/asa", "picks"],
  ["/pages/about", undefined],
]) {
  test(`a visit that begins at ${path} lands on ${landing}`, async () => {
    pixel();
    await happens("page_viewed", {}, `${path}?em=${YOUNG}`, "https://ana.example/");
    const [{ landing: found, referrer }] = events();
    assert.equal(found, landing);
    assert.equal(referrer, undefined);
  });
}

test("a link's key alone: the reference the theme's script has made is used", async () => {
  pixel();
  const arrived = happens("page_viewed", {}, `/?em=${KEY}`);
  storage.set("earmark", JSON.stringify({ ref: YOUNG, at: NOW, days: 30, greet: 0 }));
  await arrived;
  assert.equal(events()[0].ref, YOUNG);
  assert.equal(JSON.parse(storage.get("earmark")!).greet, 0);
});

test("a link's key alone, without the theme's script: one is made and kept", async () => {
  pixel();
  await happens("page_viewed", {}, `/?em=${KEY}`);
  await happens("page_viewed", {}, "/products/mug");
  await happens("page_viewed", {}, `/?em=${KEY}`);
  const refs = new Set(events().map(({ ref }) => ref));
  assert.equal(refs.size, 1);
  assert.match([...refs][0], new RegExp(`^${KEY}\\.[a-z0-9]{16}\\.${Math.floor(NOW / 1000).toString(36)}$`));
});

test("an old reference in a copied address begins a visit of its own", async () => {
  pixel();
  await happens("page_viewed", {}, `/?em=${OLD}`);
  assert.notEqual(events()[0].ref, OLD);
  assert.ok(events()[0].ref.startsWith(`${KEY}.`));
});

test("after its days a visit is over", async () => {
  pixel();
  storage.set("earmark", JSON.stringify({ ref: YOUNG, at: NOW - 8 * 864e5, days: 7 }));
  storage.set("earmark-utm", JSON.stringify({ utm: { medium: "creator" }, session: "x", at: NOW - 31 * 864e5 }));
  await happens("page_viewed");
  assert.deepEqual(sent, []);
});

test("a creator's UTM is told with a session of its own, and the newer of the two counts", async () => {
  pixel();
  await happens("page_viewed", {}, `/?${UTM}`);
  await happens("product_viewed", { productVariant: product });
  const [first, second] = events();
  assert.deepEqual(first.utm, { source: "ig", medium: "creator", campaign: "harvest", content: "story", term: "asa" });
  assert.match(first.session, /^[a-z0-9]{16}\.[a-z0-9]{6}$/);
  assert.deepEqual([second.utm, second.session], [first.utm, first.session]);
  mock.timers.tick(60_000);
  await happens("page_viewed", {}, `/?em=${YOUNG}&${UTM}`);
  await happens("page_viewed", {}, "/cart");
  // The reference is from before the UTM's session: what is kept of it is older, but this address names it.
  assert.equal(events()[2].ref, YOUNG);
});

test("the cart's attribute speaks where storage does not", async () => {
  pixel();
  await happens("checkout_completed", checkout("5", [{ key: "gift", value: "yes" }, { key: "_earmark", value: YOUNG }]));
  await happens("checkout_started", checkout(null, [{ key: "_earmark", value: "<script>" }]));
  assert.deepEqual(events().map(without), [{ ref: YOUNG, kind: "checkout_completed", checkout: "chk1", order: "5" }]);
});

test("page views wait for each other; what shoppers leave the page after does not", async () => {
  pixel();
  storage.set("earmark", JSON.stringify({ ref: YOUNG, at: NOW, days: 30 }));
  const event = (name: string, data = {}) =>
    subscribers.get(name)!({ id: name, name, timestamp: "2026-11-21T10:00:00.000Z", data, context: { document: { referrer: "", location: { pathname: "/", search: "", hostname: "x" } } } });
  event("page_viewed");
  event("product_viewed", { productVariant: product });
  for (let tick = 0; tick < 50; tick++) await Promise.resolve();
  assert.equal(sent.length, 0);
  event("product_added_to_cart", { cartLine: null });
  for (let tick = 0; tick < 50; tick++) await Promise.resolve();
  assert.deepEqual(sent.map(({ body }) => body.events.length), [3]);
});

test("an app that asks for a moment hears the same events once more, and no more often", async () => {
  pixel();
  mock.method(globalThis, "fetch", async (_: string, { body }: any) => {
    sent.push({ body: JSON.parse(body) });
    return new Response(null, { status: 503, headers: { "Retry-After": "5" } });
  });
  await happens("page_viewed", {}, `/?em=${YOUNG}`);
  assert.equal(sent.length, 1);
  for (let turn = 0; turn < 10; turn++) await settle();
  assert.equal(sent.length, 2);
  assert.deepEqual(sent[1].body, sent[0].body);
});

test("nothing is told or kept without consent, and nothing more once it is withdrawn", async () => {
  pixel(NONE);
  await happens("page_viewed", {}, `/?em=${YOUNG}`);
  assert.deepEqual([sent, storage.size], [[], 0]);
  consented({ customerPrivacy: ALL });
  await happens("page_viewed", {}, `/?em=${YOUNG}`);
  assert.equal(events().length, 1);
  consented({ customerPrivacy: NONE });
  assert.equal(storage.size, 0);
  await happens("checkout_completed", checkout("1"));
  assert.equal(events().length, 1);
});

test("an answer to the survey goes on as it was published, with or without a creator", async () => {
  pixel();
  const payload = { question: "first_heard", option: "friend" };
  subscribers.get("earmark:survey_answer")!({ id: "a1", timestamp: "2026-11-21T10:00:00.000Z", customData: payload });
  await settle();
  assert.deepEqual(events(), [
    { id: "a1", kind: "survey_answer", at: "2026-11-21T10:00:00.000Z", answer: payload, consent: "granted" },
  ]);
});

const form = (action: string | null, values: Record<string, string>) => ({
  id: null,
  action,
  elements: Object.entries(values).map(([name, value]) => ({ name, value, id: null, tagName: "INPUT", type: null })),
});

for (const [name, element, expected] of [
  ["newsletter of Liquid's form tag", form("/contact#ContactFooter", { form_type: "customer", "contact[tags]": "newsletter", "contact[email]": "a@b.c" }), "newsletter"],
  ["newsletter without its type", form("https://ana.example/contact?x=1", { "contact[tags]": "newsletter", "contact[email]": "a@b.c" }), "newsletter"],
  ["message to the shop", form("/contact#contact_form", { form_type: "contact", "contact[email]": "a@b.c", "contact[body]": "newsletter" }), undefined],
  ["account", form("/account", { form_type: "create_customer", "customer[email]": "a@b.c", "customer[password]": "secret" }), "account_created"],
  ["log-in", form("/account/login", { form_type: "customer_login", "customer[email]": "a@b.c", "customer[password]": "secret" }), undefined],
  ["search", form("/search", { q: "mug" }), undefined],
  ["no action", form(null, {}), undefined],
] as const) {
  test(`form: ${name}`, () => assert.equal(signUp(element as any), expected));
}

test("a sign-up is told without what was typed", async () => {
  pixel();
  storage.set("earmark", JSON.stringify({ ref: YOUNG, at: NOW, days: 30 }));
  await happens("form_submitted", { element: form("/contact", { form_type: "customer", "contact[email]": "anna@buyer.example" }) });
  await happens("form_submitted", { element: form("/search", { q: "mug" }) });
  assert.deepEqual(events().map(without), [{ ref: YOUNG, kind: "newsletter" }]);
  assert.ok(!JSON.stringify(sent).includes("buyer.example"));
});
