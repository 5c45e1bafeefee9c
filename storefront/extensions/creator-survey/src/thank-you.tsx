import '@shopify/ui-extensions/preact';
import type {Api} from '@shopify/ui-extensions/purchase.thank-you.block.render';
import {render} from 'preact';
import {Survey} from './Survey';
import {numberOf, type Host} from './host';

export default async function thankYou(): Promise<void> {
  const {shopify} = globalThis as unknown as {shopify: Api};
  const host: Host = {
    page: 'thank-you',
    editing: Boolean(shopify.extension.editor),
    order: () => ({
      id: numberOf(shopify.orderConfirmation.value?.order.id),
      token: shopify.checkoutToken.value ?? null,
      first: shopify.orderConfirmation.value?.isFirstOrder ?? null,
    }),
    settings: () => shopify.settings.value,
    language: () => shopify.localization.extensionLanguage.value.isoCode,
    translate: (key, values) => shopify.i18n.translate(key, values),
    sessionToken: () => shopify.sessionToken.get(),
    publish: (name, data) => shopify.analytics.publish(name, data),
  };
  render(<Survey host={host} />, document.body);
}
