import type {ComponentChildren} from 'preact';
import type {Option} from './contract';
import type {Host} from './host';
import {initials, wordsOf} from './wording';

interface Props {
  host: Host;
  label: string;
  options: Option[];
  /** The one that asks for more: it stays, and below it stands what it asks. */
  opened: Option | null;
  /** The key of the answer on its way to the server. */
  sending: string | null;
  onChoose: (option: Option) => void;
  children?: ComponentChildren;
}

/**
 * One button per option: one tap answers, and none is chosen beforehand. The pressed button stays where it is when
 * it opens more: nothing here can move the focus, so whoever uses the keyboard must not lose it.
 */
export function Options({host, label, options, opened, sending, onChoose, children}: Props) {
  return (
    <s-stack gap="small-200" accessibilityRole="unordered-list" accessibilityLabel={label}>
      {options.map((option) => {
        const words = wordsOf(host, option);
        if (words === null || (opened && opened.key !== option.key)) return null;
        return (
          <s-box key={option.key} accessibilityRole="list-item">
            <s-clickable
              inlineSize="100%"
              padding="small-100 base"
              border="base"
              borderRadius="base"
              background={opened ? 'subdued' : 'transparent'}
              disabled={sending !== null && sending !== option.key}
              loading={sending === option.key}
              onClick={() => onChoose(option)}
            >
              {option.handle ? <Creator option={option} name={words} /> : <s-text>{words}</s-text>}
            </s-clickable>
            {opened && <s-box paddingBlockStart="base">{children}</s-box>}
          </s-box>
        );
      })}
    </s-stack>
  );
}

/** Picture or initials, name, handle. */
function Creator({option, name}: {option: Option; name: string}) {
  return (
    <s-grid gridTemplateColumns="40px 1fr" gap="base" alignItems="center">
      <s-box
        inlineSize="40px"
        blockSize="40px"
        borderRadius="max"
        overflow="hidden"
        background="subdued"
        accessibilityVisibility="hidden"
      >
        {option.picture ? (
          <s-image src={option.picture} alt="" aspectRatio="1" objectFit="cover" loading="lazy" />
        ) : (
          <s-grid blockSize="100%" placeItems="center">
            <s-text color="subdued">{initials(name)}</s-text>
          </s-grid>
        )}
      </s-box>
      <s-stack gap="none">
        <s-text type="strong">{name}</s-text>
        <s-text color="subdued">{option.handle}</s-text>
      </s-stack>
    </s-grid>
  );
}
