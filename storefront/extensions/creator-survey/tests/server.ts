// A server for the extension under test: answers as told, keeps what it was asked.
import {vi} from 'vitest';

export interface Call {
  method: string;
  path: string;
  query: URLSearchParams;
  authorization: string | null;
  body: Record<string, unknown> | null;
}

type Reply = {status: number; body?: unknown} | Error;

/** The tester throws at what was never set, where Shopify gives undefined. */
export const NO_SETTINGS = {heading: undefined, pages: undefined, thanks: undefined};

export const QUESTION = {
  ask: true,
  impression: 'imp-1234567890',
  questions: [
    {
      key: 'first_heard',
      options: [
        {key: 'friend'},
        {key: 'creator', opens: 'creators'},
        {key: 'ad'},
        {key: 'newer_than_this_version'},
        {key: 'other', text: true},
        {key: 'forgot'},
      ],
      creators: {
        options: [
          {key: 'cbea', label: 'Bea Bloom', handle: '@beabloom', picture: 'https://cdn.example/bea.jpg'},
          {key: 'cmarco', label: 'Marco Ferri', handle: '@marco', picture: null},
        ],
        roster: [
          ['cbea', 'Bea Bloom', '@beabloom', ['Queen Bea']],
          ['cmarco', 'Marco Ferri', '@marco', []],
          ['casa', 'Åsa Lind', '@asalind', ['Asa L']],
        ],
      },
    },
  ],
  answered: null,
};

export const WITH_REASON = {
  ...QUESTION,
  questions: [...QUESTION.questions, {key: 'why_today', options: [{key: 'offer'}, {key: 'creator', opens: 'creators'}], creators: null}],
};

export const STORED = {stored: true, changeable_until: '2026-11-21T13:00:00Z'};

/** `replies` in order by method; the last one of each is repeated. */
export function answering(replies: {GET?: Reply[]; POST?: Reply[]; search?: Reply[]}) {
  const calls: Call[] = [];
  const taken: Record<string, number> = {};
  const fetch = vi.fn(async (address: RequestInfo | URL, options: RequestInit = {}) => {
    const url = new URL(String(address));
    const method = options.method ?? 'GET';
    const kind = url.pathname === '/post-purchase-survey/creators' ? 'search' : method;
    const list = replies[kind as 'GET'] ?? [{status: 200, body: kind === 'POST' ? STORED : QUESTION}];
    const reply = list[Math.min(taken[kind] ?? 0, list.length - 1)]!;
    taken[kind] = (taken[kind] ?? 0) + 1;
    calls.push({
      method,
      path: url.origin + url.pathname,
      query: url.searchParams,
      authorization: new Headers(options.headers).get('Authorization'),
      body: options.body ? JSON.parse(String(options.body)) : null,
    });
    if (reply instanceof Error) throw reply;
    return new Response(JSON.stringify(reply.body ?? {}), {status: reply.status});
  });
  return {fetch, calls, posts: () => calls.filter((call) => call.method === 'POST').map((call) => call.body!)};
}
