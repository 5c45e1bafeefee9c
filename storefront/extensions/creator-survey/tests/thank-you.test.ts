// @vitest-environment jsdom
/// <reference types="@shopify/ui-extensions/purchase.thank-you.block.render" />
import {getExtension} from '@shopify/ui-extensions-tester';
import {afterEach, beforeEach, describe, expect, test, vi} from 'vitest';
import {buttons, press, seen, shows, type, until} from './screen';
import {NO_SETTINGS, QUESTION, STORED, WITH_REASON, answering} from './server';

vi.mock('../src/pause', () => ({pause: () => Promise.resolve()}));

const extension = getExtension('purchase.thank-you.block.render');

beforeEach(() => {
  extension.setUp();
  extension.shopify.orderConfirmation.value = {order: {id: 'gid://shopify/OrderIdentity/450789469'}, isFirstOrder: true, number: 'X'};
  extension.shopify.checkoutToken.value = 'checkout-1';
  extension.shopify.settings.value = NO_SETTINGS;
  extension.shopify.extension = {...extension.shopify.extension, editor: undefined};
});

afterEach(() => extension.tearDown());

async function open(replies: Parameters<typeof answering>[0] = {}) {
  const server = answering(replies);
  extension.fetch = server.fetch as typeof fetch;
  await extension.render();
  return server;
}

test('asks for the question with a fresh token and shows the options in the order given', async () => {
  extension.shopify.sessionToken.get = vi.fn().mockResolvedValueOnce('token-1').mockResolvedValueOnce('token-2');
  const server = await open();
  await shows('question.first_heard');
  expect(server.calls[0]).toMatchObject({path: 'https://app.example/post-purchase-survey', authorization: 'Bearer token-1'});
  expect(Object.fromEntries(server.calls[0]!.query)).toMatchObject({
    target: 'thank-you',
    order: '450789469',
    token: 'checkout-1',
    first: '1',
  });
  expect(seen()).toEqual(['option.friend', 'option.creator', 'option.ad', 'option.other', 'option.forgot', 'skip']);
  expect(document.body.querySelector('[selected], [pressed], [checked]')).toBeNull();
  await press('option.friend');
  await shows('thanks.text');
  expect(server.calls.at(-1)!.authorization).toBe('Bearer token-2');
  expect(server.posts()).toEqual([
    {
      impression: QUESTION.impression,
      target: 'thank-you',
      order: '450789469',
      token: 'checkout-1',
      question: 'first_heard',
      option: 'friend',
      text: null,
      path: [],
      searched: false,
      milliseconds: expect.any(Number),
    },
  ]);
});

test('a skeleton stands until the question is there', async () => {
  let arrive: (answer: Response) => void = () => undefined;
  extension.fetch = vi.fn(() => new Promise<Response>((done) => (arrive = done))) as typeof fetch;
  await extension.render();
  await until(() => expect(document.body.querySelectorAll('s-skeleton-paragraph').length).toBe(3));
  await until(() => expect(extension.fetch).toHaveBeenCalled());
  arrive(new Response(JSON.stringify(QUESTION)));
  await shows('question.first_heard');
  expect(document.body.querySelector('s-skeleton-paragraph')).toBeNull();
});

test.each([
  ['nothing to ask', {status: 200, body: {ask: false, reason: 'not_first'}}],
  ['an error', {status: 503}],
  ['a refusal', {status: 401}],
  ['no network', new TypeError('Failed to fetch')],
  ['no question in the answer', {status: 200, body: {...QUESTION, questions: []}}],
])('%s leaves the page as it is', async (_name, reply) => {
  const server = await open({GET: [reply]});
  await until(() => expect(server.calls.length).toBe(1));
  await until(() => expect(document.body.innerHTML).toBe(''));
});

describe('creators', () => {
  test('the way to a creator is kept at once, and the choice replaces it', async () => {
    const server = await open();
    await press('option.creator');
    await press('Marco Ferri');
    await shows('thanks.text');
    expect(server.posts().map((body) => [body.option, body.path, body.searched])).toEqual([
      ['creator', [], false],
      ['cmarco', ['creator'], false],
    ]);
  });

  test('the pressed option stays in its place, and pressed again it closes', async () => {
    await open();
    await press('option.creator');
    await shows('question.creators');
    const pressed = buttons()[0]!;
    expect(seen()[0]).toBe('option.creator');
    await press('option.creator');
    await until(() => expect(seen()).toContain('option.friend'));
    expect(buttons()[1]).toBe(pressed);
  });

  test('a way that is kept slowly does not overtake the answer', async () => {
    const server = await open();
    await press('option.creator');
    let arrive: () => void = () => undefined;
    const slow = vi.fn(() => new Promise<Response>((done) => (arrive = () => done(new Response(JSON.stringify(STORED))))));
    await press('back');
    extension.fetch = slow as typeof fetch;
    await press('option.creator');
    await until(() => expect(slow).toHaveBeenCalledTimes(1));
    extension.fetch = server.fetch as typeof fetch;
    const before = server.posts().length;
    await press('Bea Bloom');
    await new Promise((done) => setTimeout(done, 20));
    expect(server.posts().length).toBe(before);
    arrive();
    await shows('thanks.text');
    expect(server.posts().at(-1)).toMatchObject({option: 'cbea'});
  });

  test('a creator is shown with the picture, or with initials', async () => {
    await open();
    await press('option.creator');
    await shows('Bea Bloom');
    expect(document.body.querySelector('s-image')!.getAttribute('src')).toBe('https://cdn.example/bea.jpg');
    expect(document.body.querySelectorAll('s-image').length).toBe(1);
    expect(seen()).toContain('MFMarco Ferri@marco');
  });

  test('everybody is found by name, handle and alias, without accents', async () => {
    const server = await open();
    await press('option.creator');
    await type('asa');
    await shows('search.found');
    await until(() => expect(seen()).toEqual(['option.creator', 'ÅLÅsa Lind@asalind', 'option.someone_else', 'back', 'skip']));
    await press('Åsa Lind');
    await shows('thanks.text');
    expect(server.posts().at(-1)).toMatchObject({option: 'casa', searched: true, path: ['creator']});
  });

  test('a long roster is searched by the server', async () => {
    const big = {...QUESTION, questions: [{...QUESTION.questions[0]!, creators: {options: [], roster: null}}]};
    const server = await open({
      GET: [{status: 200, body: big}],
      search: [{status: 200, body: {creators: [{key: 'czoe', label: 'Zoë Ray', handle: '@zoe', picture: null}]}}],
    });
    await press('option.creator');
    await type('zo');
    await press('Zoë Ray');
    await shows('thanks.text');
    const asked = server.calls.find((call) => call.path.endsWith('/post-purchase-survey/creators'))!;
    expect(Object.fromEntries(asked.query)).toEqual({impression: QUESTION.impression, q: 'zo'});
    expect(server.posts().at(-1)).toMatchObject({option: 'czoe', searched: true});
  });

  test('a search that does not answer says so and leaves the way to write the name', async () => {
    const big = {...QUESTION, questions: [{...QUESTION.questions[0]!, creators: {options: [], roster: null}}]};
    await open({GET: [{status: 200, body: big}], search: [new TypeError('Failed to fetch')]});
    await press('option.creator');
    await type('zoe');
    await shows('search.away');
    expect(seen()).toContain('option.someone_else');
  });

  test('someone else needs a name, and begins with what was searched for', async () => {
    const server = await open();
    await press('option.creator');
    await type('nobody known');
    await until(() => expect(seen()).toEqual(['option.creator', 'option.someone_else', 'back', 'skip']));
    await press('option.someone_else');
    await until(() => expect(document.body.querySelector('s-text-field')!.getAttribute('value')).toBe('nobody known'));
    await type('  ');
    document.body.querySelector('s-form')!.dispatchEvent(new Event('submit'));
    await shows('text.missing');
    await type(' Nobody Known ');
    document.body.querySelector('s-form')!.dispatchEvent(new Event('submit'));
    await shows('thanks.text');
    expect(server.posts().at(-1)).toMatchObject({option: 'someone_else', text: 'Nobody Known', path: ['creator']});
  });

  test('names in the first list are chosen there', async () => {
    const [question] = QUESTION.questions;
    const named = [{key: 'cbea', label: 'Bea Bloom', handle: '@beabloom'}, {key: 'other_creator', opens: 'creators'}, {key: 'ad'}];
    const body = {...QUESTION, questions: [{...question, options: named, creators: {...question!.creators, options: []}}]};
    const server = await open({GET: [{status: 200, body}]});
    await press('Bea Bloom');
    await shows('thanks.text');
    expect(server.posts()).toMatchObject([{option: 'cbea', path: []}]);
  });
});

test('something else may stay without words', async () => {
  const server = await open();
  await press('option.other');
  await shows('send');
  document.body.querySelector('s-form')!.dispatchEvent(new Event('submit'));
  await shows('thanks.text');
  expect(server.posts()).toMatchObject([{option: 'other', text: null}]);
});

test('skipping is an answer, and can be thought over', async () => {
  const server = await open({POST: [{status: 200, body: {stored: true, changeable_until: null}}, {status: 200, body: STORED}]});
  await press('skip');
  await shows('thanks.skipped');
  await press('thanks.answer_after_all');
  await press('option.ad');
  await shows('thanks.text');
  expect(server.posts().map((body) => body.option)).toEqual([null, 'ad']);
});

test('the second question follows the first and uses its creators', async () => {
  const server = await open({GET: [{status: 200, body: WITH_REASON}]});
  await press('option.friend');
  await shows('question.why_today');
  await shows('say.next');
  await press('option.creator');
  await press('Bea Bloom');
  await shows('thanks.text');
  expect(server.posts().map((body) => [body.question, body.option])).toEqual([
    ['first_heard', 'friend'],
    ['why_today', 'creator'],
    ['why_today', 'cbea'],
  ]);
});

test('who skips the first question is not asked a second', async () => {
  const server = await open({GET: [{status: 200, body: WITH_REASON}]});
  await press('skip');
  await shows('thanks.skipped');
  expect(server.posts().map((body) => body.question)).toEqual(['first_heard']);
});

describe('changing', () => {
  test('an answer is changed by choosing again', async () => {
    const server = await open();
    await press('option.friend');
    await press('thanks.change');
    await press('option.ad');
    await shows('thanks.text');
    expect(server.posts().map((body) => body.option)).toEqual(['friend', 'ad']);
  });

  test('an answer of before is shown and can be changed', async () => {
    const answered = {question: 'first_heard', option: 'cbea', label: 'Bea Bloom', text: null};
    const server = await open({GET: [{status: 200, body: {...QUESTION, answered}}]});
    await shows('thanks.said');
    await press('thanks.change');
    await press('option.friend');
    await shows('thanks.text');
    expect(server.posts()).toMatchObject([{option: 'friend'}]);
  });

  test('when the hour is over the first answer stands', async () => {
    const answered = {question: 'first_heard', option: 'friend', label: null, text: null};
    await open({GET: [{status: 200, body: {...QUESTION, answered}}], POST: [{status: 409, body: {code: 'too_late'}}]});
    await press('thanks.change');
    await press('option.ad');
    await shows('thanks.text');
    expect(seen()).toEqual([]);
  });
});

describe('a server that does not answer', () => {
  test('is asked a second time', async () => {
    const server = await open({POST: [{status: 502}, {status: 200, body: STORED}]});
    const publish = vi.spyOn(extension.shopify.analytics, 'publish');
    await press('option.friend');
    await shows('thanks.text');
    expect(server.posts().length).toBe(2);
    expect(publish).not.toHaveBeenCalled();
  });

  test('leaves the answer to the pixel', async () => {
    const publish = vi.spyOn(extension.shopify.analytics, 'publish').mockResolvedValue(true);
    const server = await open({POST: [new TypeError('Failed to fetch')]});
    await press('option.friend');
    await shows('thanks.text');
    expect(server.posts().length).toBe(2);
    expect(publish).toHaveBeenCalledExactlyOnceWith('earmark:survey_answer', {
      ...server.posts()[0],
      at: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
    });
    expect(seen()).toEqual([]);
  });

  test('and no pixel either: the buyer hears of it and may try again', async () => {
    vi.spyOn(extension.shopify.analytics, 'publish').mockResolvedValue(false);
    await open({POST: [{status: 500}, {status: 500}, {status: 200, body: STORED}]});
    await press('option.friend');
    await shows('problem');
    expect(document.body.querySelector('s-banner')!.getAttribute('tone')).toBe('critical');
    await press('option.friend');
    await shows('thanks.text');
  });

  test('is told apart from one that refuses', async () => {
    const publish = vi.spyOn(extension.shopify.analytics, 'publish');
    const server = await open({POST: [{status: 422, body: {code: 'unknown_option'}}]});
    await press('option.friend');
    await shows('problem');
    expect(server.posts().length).toBe(1);
    expect(publish).not.toHaveBeenCalled();
  });
});

describe('the settings', () => {
  test('give heading and thanks', async () => {
    extension.shopify.settings.value = {...NO_SETTINGS, heading: ' Where from? ', thanks: 'Ta!'};
    await open();
    await shows('Where from?');
    await press('option.friend');
    await shows('Ta!');
  });

  test('keep the block quiet on the other page', async () => {
    extension.shopify.settings.value = {...NO_SETTINGS, pages: 'order-status'};
    const server = await open();
    await new Promise((done) => setTimeout(done, 20));
    expect(server.calls).toEqual([]);
    expect(document.body.innerHTML).toBe('');
  });
});

describe('the editor', () => {
  beforeEach(() => {
    extension.shopify.extension = {...extension.shopify.extension, editor: {type: 'checkout'}};
  });

  test('shows sample data and sends nothing', async () => {
    const server = await open();
    await shows('preview.note');
    await press('option.creator');
    await press('Maya Stone');
    await shows('thanks.text');
    await press('thanks.change');
    await shows('question.first_heard');
    expect(server.calls).toEqual([]);
  });

  test('says why nothing is shown on this page', async () => {
    extension.shopify.settings.value = {...NO_SETTINGS, pages: 'order-status'};
    await open();
    await shows('preview.quiet');
  });
});
