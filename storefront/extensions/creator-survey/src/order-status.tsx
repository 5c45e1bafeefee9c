import '@shopify/ui-extensions/preact';
import type {Api} from '@shopify/ui-extensions/customer-account.order-status.block.render';
import {render} from 'preact';
import {Survey} from './Survey';
import {numberOf, type Host} from './host';

export default async function orderStatus(): Promise<void> {
  const {shopify} = globalThis as unknown as {shopify: Api};
  const host: Host = {
    page: 'order-status',
    editing: Boolean(shopify.extension.editor),
    order: () => ({
      id: numberOf(shopify.order.value?.id),
      token: shopify.checkoutToken.value ?? null,
      first: null,
    }),
    settings: () => shopify.settings.value,
    language: () => shopify.localization.extensionLanguage.value.isoCode,
    translate: (key, values) => shopify.i18n.translate(key, values),
    sessionToken: () => shopify.sessionToken.get(),
    publish: (name, data) => shopify.analytics.publish(name, data),
  };
  render(<Survey host={host} />, document.body);
}
