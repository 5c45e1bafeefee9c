// Talking to the app. Its address is put in by the build; Shopify's own command line does the same for APP_URL.
import type {Answer, Asked, Option, Stored} from './contract';
import type {Host, Order} from './host';
import {pause} from './pause';

declare const process: {env: {APP_URL: string}};

const LONGEST_WAIT = 5000;
const BEFORE_RETRY = 1000;
const EVENT = 'earmark:survey_answer';

/** The server understood and said no: asking again would not help. */
export class Refused extends Error {}

async function call<Body>(host: Host, path: string, options: RequestInit = {}): Promise<Body> {
  // Fetched for every call: a session token lives five minutes, and a buyer may think longer.
  const token = await host.sessionToken();
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), LONGEST_WAIT);
  try {
    const answer = await fetch(process.env.APP_URL + path, {
      ...options,
      signal: stop.signal,
      headers: {
        Authorization: `Bearer ${token}`,
        Accept: 'application/json',
        ...(options.body ? {'Content-Type': 'application/json'} : {}),
      },
    });
    const passing = answer.status >= 500 || [401, 408, 429].includes(answer.status);
    if (!answer.ok) throw passing ? new Error(`${answer.status}`) : new Refused(`${answer.status}`);
    return (await answer.json()) as Body;
  } finally {
    clearTimeout(timer);
  }
}

/** What to ask; null where nothing is to be asked, or where the server does not answer. */
export async function ask(host: Host, order: Order): Promise<Asked | null> {
  const query = new URLSearchParams({target: host.page, lang: host.language()});
  if (order.id) query.set('order', order.id);
  if (order.token) query.set('token', order.token);
  if (order.first !== null) query.set('first', order.first ? '1' : '0');
  try {
    const asked = await call<Asked | {ask: false}>(host, `/post-purchase-survey?${query}`);
    return asked.ask && asked.questions.length > 0 ? asked : null;
  } catch {
    // A buyer who has just paid is not troubled with our outage.
    return null;
  }
}

/** Creators whose name, handle or alias fits; fails where the server does not answer. */
export async function search(host: Host, impression: string, typed: string): Promise<Option[]> {
  const query = new URLSearchParams({impression, q: typed});
  return (await call<{creators: Option[]}>(host, `/post-purchase-survey/creators?${query}`)).creators;
}

let underWay: Promise<unknown> = Promise.resolve();

/** Keeps how far a buyer has come, in case they stop there. Nobody waits for it, and nothing is lost without it. */
export function keep(host: Host, answer: Answer): void {
  underWay = call<Stored>(host, '/post-purchase-survey', posted(answer)).catch(() => undefined);
}

/**
 * Stores the answer: tried twice, then offered to the pixel. Gives the moment until which it can be changed, null
 * where only the pixel has it. Fails where it was refused, or where nobody took it.
 */
export async function store(host: Host, answer: Answer): Promise<string | null> {
  // What was kept on the way must not arrive after the answer and take its place.
  await underWay;
  for (const last of [false, true]) {
    try {
      return (await call<Stored>(host, '/post-purchase-survey', posted(answer))).changeable_until;
    } catch (error) {
      if (error instanceof Refused) throw error;
      if (!last) await pause(BEFORE_RETRY);
    }
  }
  const taken = await host.publish(EVENT, {...answer, at: new Date().toISOString()});
  if (!taken) throw new Error('Neither the server nor a pixel took the answer.');
  return null;
}

/** `keepalive`: a buyer who taps and leaves the page has answered all the same. */
function posted(answer: Answer): RequestInit {
  return {method: 'POST', body: JSON.stringify(answer), keepalive: true};
}
