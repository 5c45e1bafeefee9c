import type {Option} from './contract';
import type {Host} from './host';
import {initials, wordsOf} from './wording';

interface Props {
  host: Host;
  heading: string;
  options: Option[];
  /** The key of the answer on its way to the server. */
  sending: string | null;
  onChoose: (option: Option) => void;
}

/** A heading and one button per option: one tap answers, and none is chosen beforehand. */
export function Options({host, heading, options, sending, onChoose}: Props) {
  return (
    <s-stack gap="base">
      {heading && <s-heading>{heading}</s-heading>}
      <s-stack gap="small-200" accessibilityRole="unordered-list" accessibilityLabel={heading}>
        {options.map((option) => {
          const label = wordsOf(host, option);
          if (label === null) return null;
          return (
            <s-box key={option.key} accessibilityRole="list-item">
              <s-clickable
                inlineSize="100%"
                padding="small-100 base"
                border="base"
                borderRadius="base"
                disabled={sending !== null}
                loading={sending === option.key}
                onClick={() => onChoose(option)}
              >
                {option.handle ? <Creator option={option} label={label} /> : <s-text>{label}</s-text>}
              </s-clickable>
            </s-box>
          );
        })}
      </s-stack>
    </s-stack>
  );
}

/** Picture or initials, name, handle. */
function Creator({option, label}: {option: Option; label: string}) {
  return (
    <s-grid gridTemplateColumns="40px 1fr" gap="base" alignItems="center">
      <s-box inlineSize="40px" blockSize="40px" borderRadius="max" overflow="hidden" background="subdued" accessibilityVisibility="hidden">
        {option.picture ? (
          <s-image src={option.picture} alt="" aspectRatio="1" objectFit="cover" loading="lazy" />
        ) : (
          <s-grid blockSize="100%" placeItems="center">
            <s-text color="subdued">{initials(label)}</s-text>
          </s-grid>
        )}
      </s-box>
      <s-stack gap="none">
        <s-text type="strong">{label}</s-text>
        <s-text color="subdued">{option.handle}</s-text>
      </s-stack>
    </s-grid>
  );
}
