// What the server says and is told: GET and POST /post-purchase-survey of the app.

export interface Option {
  key: string;
  /** The words, where they are not ours: a creator's name. */
  label?: string | null;
  handle?: string | null;
  picture?: string | null;
  /** Asks for words of the buyer's own. */
  text?: boolean;
  /** Leads on to the list of creators. */
  opens?: 'creators';
}

/** Key, name, handle, aliases: everybody who can be found by searching. */
export type RosterRow = [key: string, label: string, handle: string | null, aliases: string[]];

export interface Creators {
  options: Option[];
  /** null: too many to send along, the server searches. */
  roster: RosterRow[] | null;
}

export interface Question {
  key: 'first_heard' | 'why_today';
  options: Option[];
  /** null: those of the first question. */
  creators?: Creators | null;
}

/** An answer given before, which can still be changed. */
export interface Answered {
  option: string;
  label?: string | null;
  text?: string | null;
}

export interface Asked {
  ask: true;
  impression: string;
  questions: Question[];
  answered?: Answered | null;
}

export interface Answer {
  impression: string;
  target: Page;
  order: string | null;
  token: string | null;
  question: Question['key'];
  /** null: skipped. */
  option: string | null;
  text: string | null;
  /** What was chosen on the way to it. */
  path: string[];
  /** Found by searching, not in the list. */
  searched: boolean;
  /** From the question being shown to the choice. */
  milliseconds: number;
}

export interface Stored {
  stored: true;
  changeable_until: string | null;
}

export type Page = 'thank-you' | 'order-status';

export const SOMEONE_ELSE = 'someone_else';
export const LONGEST_TEXT = 200;
