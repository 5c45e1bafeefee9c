// What both pages give us, in one shape.
import type {Page} from './contract';

export interface Order {
  /** The number at the end of the order's gid; null until the order is known. */
  id: string | null;
  /** Stays the same from checkout to order and webhook; null where Shopify does not say. */
  token: string | null;
  /** null: this page does not know. */
  first: boolean | null;
}

export interface Settings {
  heading?: unknown;
  pages?: unknown;
  thanks?: unknown;
}

export interface Host {
  page: Page;
  /** The merchant looks at the block in the checkout editor. */
  editing: boolean;
  /** Read while rendering: both follow what the page learns later. */
  order(): Order;
  settings(): Settings;
  language(): string;
  translate(key: string, values?: Record<string, string | number>): string;
  sessionToken(): Promise<string>;
  publish(name: string, data: Record<string, unknown>): Promise<boolean>;
}

export function numberOf(gid: string | undefined): string | null {
  return gid?.match(/\/(\d+)(?:\?.*)?$/)?.[1] ?? null;
}

export function words(setting: unknown): string {
  return typeof setting === 'string' ? setting.trim() : '';
}
