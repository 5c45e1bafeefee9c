import {useEffect, useState} from 'preact/hooks';
import {FreeText} from './FreeText';
import {Options} from './Options';
import {type Creators as Known, type Option, SOMEONE_ELSE} from './contract';
import type {Host} from './host';
import {pause} from './pause';
import {find} from './roster';
import {search} from './server';
import {typedIn} from './typed';

interface Props {
  host: Host;
  impression: string;
  creators: Known;
  sending: string | null;
  onChoose: (option: Option, searched: boolean) => void;
  /** The name of somebody who is not among them. */
  onWrite: (name: string) => void;
}

const ELSE: Option = {key: SOMEONE_ELSE};
const SHORTEST = 2;
const LONGEST = 60;
const TYPING = 250;

/** The creators of these days, a search over all of them, and a way out for who is not among them. */
export function Creators({host, impression, creators, sending, onChoose, onWrite}: Props) {
  const {options, roster} = creators;
  const [typed, setTyped] = useState('');
  // null: nothing was searched for; undefined: the server was asked and does not answer.
  const [found, setFound] = useState<Option[] | null | undefined>(null);
  const [writing, setWriting] = useState(false);
  const wanted = typed.trim();

  useEffect(() => {
    if (!wanted || (!roster && wanted.length < SHORTEST)) {
      setFound(null);
      return;
    }
    if (roster) {
      setFound(find(roster, wanted));
      return;
    }
    let gone = false;
    const later = <Value,>(use: (value: Value) => void) => (value: Value) => {
      if (!gone) use(value);
    };
    pause(TYPING)
      .then(() => (gone || host.editing ? [] : search(host, impression, wanted)))
      .then(later(setFound), later(() => setFound(undefined)));
    return () => {
      gone = true;
    };
  }, [wanted]);

  // Pictures are of the list only; whoever is found keeps the one that was seen there.
  const shown = found ? found.map((row) => options.find((option) => option.key === row.key) ?? row) : options;
  const searchable = !writing && (roster === null || roster.length > 0);
  return (
    <s-stack gap="base">
      <s-heading>{host.translate('question.creators')}</s-heading>
      {searchable && (
        <s-text-field
          label={host.translate('search.label')}
          icon="search"
          maxLength={LONGEST}
          value={typed}
          onInput={(event) => setTyped(typedIn(event))}
        />
      )}
      <s-box accessibilityRole="status">
        {found && !writing && (
          <s-text color="subdued">{host.translate('search.found', {count: found.length})}</s-text>
        )}
        {found === undefined && <s-text color="subdued">{host.translate('search.away')}</s-text>}
      </s-box>
      <Options
        host={host}
        label={host.translate('question.creators')}
        options={[...shown, ELSE]}
        opened={writing ? ELSE : null}
        sending={sending}
        onChoose={(option) => (option === ELSE ? setWriting(!writing) : onChoose(option, Boolean(found)))}
      >
        <FreeText host={host} option={ELSE} typed={wanted} needed sending={sending !== null} onSend={onWrite} />
      </Options>
    </s-stack>
  );
}
