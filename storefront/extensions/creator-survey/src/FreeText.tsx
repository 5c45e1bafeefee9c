import {useState} from 'preact/hooks';
import {LONGEST_TEXT, type Option} from './contract';
import type {Host} from './host';
import {typedIn} from './typed';

interface Props {
  host: Host;
  option: Option;
  /** What the line begins with. */
  typed: string;
  /** Whether an empty line is no answer. */
  needed: boolean;
  sending: boolean;
  onSend: (text: string) => void;
}

/** One line in the buyer's own words. */
export function FreeText({host, option, typed, needed, sending, onSend}: Props) {
  const [text, setText] = useState(typed);
  const [missing, setMissing] = useState(false);

  function submit() {
    const given = text.trim();
    if (needed && !given) setMissing(true);
    else onSend(given);
  }

  return (
    <s-form onSubmit={submit}>
      <s-stack gap="base">
        <s-text-field
          label={host.translate(`text.${option.key}`)}
          maxLength={LONGEST_TEXT}
          required={needed}
          value={text}
          error={missing ? host.translate('text.missing') : ''}
          onInput={(event) => {
            setText(typedIn(event));
            setMissing(false);
          }}
        />
        <s-button type="submit" variant="primary" loading={sending}>
          {host.translate('send')}
        </s-button>
      </s-stack>
    </s-form>
  );
}
