import type {Host} from './host';

interface Props {
  host: Host;
  /** What was answered, in words; empty: cannot be put in words; null: skipped. */
  said: string | null;
  changeable: boolean;
  /** The merchant's own thanks, or ''. */
  text: string;
  onChange: () => void;
}

/** The end. A live region, so that it is also heard. */
export function Thanks({host, said, changeable, text, onChange}: Props) {
  const thanks = text || host.translate('thanks.text');
  return (
    <s-stack gap="base">
      <s-stack gap="small-200" accessibilityRole="status">
        <s-text>{said === null ? host.translate('thanks.skipped') : thanks}</s-text>
        {said && <s-text color="subdued">{host.translate('thanks.said', {answer: said})}</s-text>}
      </s-stack>
      {changeable && (
        <s-stack direction="inline">
          <s-button variant="secondary" onClick={onChange}>
            {host.translate(said === null ? 'thanks.answer_after_all' : 'thanks.change')}
          </s-button>
        </s-stack>
      )}
    </s-stack>
  );
}
