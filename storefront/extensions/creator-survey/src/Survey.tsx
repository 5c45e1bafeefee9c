import {useEffect, useState} from 'preact/hooks';
import {Interview} from './Interview';
import type {Asked} from './contract';
import {type Host, words} from './host';
import {SAMPLE} from './sample';
import {ask} from './server';

/** The whole block: nothing at all unless there is a question for this buyer. */
export function Survey({host}: {host: Host}) {
  const settings = host.settings();
  const order = host.order();
  const pages = words(settings.pages);
  const quiet = pages !== '' && pages !== 'both' && pages !== host.page;
  // undefined: not asked yet; null: nothing to ask.
  const [asked, setAsked] = useState<Asked | null | undefined>(host.editing ? SAMPLE : undefined);
  const [waiting, setWaiting] = useState(false);

  useEffect(() => {
    if (host.editing || quiet || asked || (!order.id && !order.token)) return;
    let gone = false;
    setWaiting(true);
    ask(host, order).then((found) => {
      if (gone) return;
      setWaiting(false);
      setAsked(found);
    });
    return () => {
      gone = true;
    };
  }, [order.id, order.token, quiet]);

  if (quiet) return host.editing ? <s-banner tone="info">{host.translate('preview.quiet')}</s-banner> : null;
  if (asked) return <Interview host={host} asked={asked} order={order} settings={settings} />;
  if (!waiting) return null;
  return (
    <s-stack gap="base">
      <s-skeleton-paragraph />
      <s-skeleton-paragraph />
      <s-skeleton-paragraph />
    </s-stack>
  );
}
