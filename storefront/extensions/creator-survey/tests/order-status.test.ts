// @vitest-environment jsdom
/// <reference types="@shopify/ui-extensions/customer-account.order-status.block.render" />
import {getExtension} from '@shopify/ui-extensions-tester';
import {afterEach, beforeEach, expect, test, vi} from 'vitest';
import {press, shows} from './screen';
import {NO_SETTINGS, answering} from './server';

const extension = getExtension('customer-account.order-status.block.render');

beforeEach(() => {
  extension.setUp();
  extension.shopify.settings.value = NO_SETTINGS;
  extension.shopify.extension = {...extension.shopify.extension, editor: undefined};
  extension.shopify.checkoutToken.value = 'checkout-1';
});

afterEach(() => extension.tearDown());

test('asks about the order of the page', async () => {
  extension.shopify.order.value = {id: 'gid://shopify/Order/450789469', name: '#1001'};
  const server = answering({});
  extension.fetch = server.fetch as typeof fetch;
  await extension.render();
  await shows('question.first_heard');
  expect(Object.fromEntries(server.calls[0]!.query)).toEqual({
    target: 'order-status',
    order: '450789469',
    token: 'checkout-1',
    lang: expect.any(String),
  });
  await press('option.friend');
  await shows('thanks.text');
  expect(server.posts()).toMatchObject([{target: 'order-status', order: '450789469', option: 'friend'}]);
});

test('says nothing as long as neither order nor checkout is known', async () => {
  extension.shopify.order.value = undefined;
  extension.shopify.checkoutToken.value = undefined;
  extension.fetch = vi.fn() as typeof fetch;
  await extension.render();
  await new Promise((done) => setTimeout(done, 20));
  expect(extension.fetch).not.toHaveBeenCalled();
  expect(document.body.innerHTML).toBe('');
});
