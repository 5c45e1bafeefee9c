import {useRef, useState} from 'preact/hooks';
import {Creators} from './Creators';
import {FreeText} from './FreeText';
import {Options} from './Options';
import {Thanks} from './Thanks';
import {type Answer, type Asked, type Option, SOMEONE_ELSE} from './contract';
import {type Host, type Order, type Settings, words} from './host';
import {Refused, keep, store} from './server';
import {wordsOf} from './wording';

interface Props {
  host: Host;
  asked: Asked;
  order: Order;
  settings: Settings;
}

/** Where the buyer is: a list of options, the list of creators, or a line to write in. */
type Stage = {at: 'options'} | {at: 'creators'; path: string[]} | {at: 'text'; option: Option; path: string[]; typed: string};

/** What was answered. `said` null: skipped. */
interface Done {
  said: string | null;
  changeable: boolean;
}

const START: Stage = {at: 'options'};

/** The questions one after the other; an answer can be changed at the end. */
export function Interview({host, asked, order, settings}: Props) {
  const before = asked.answered;
  const [number, setNumber] = useState(0);
  const [stage, setStage] = useState<Stage>(START);
  const [sending, setSending] = useState<string | null>(null);
  const [failed, setFailed] = useState(false);
  const [done, setDone] = useState<Done | null>(
    before ? {said: before.text || wordsOf(host, {key: before.option, label: before.label}) || '', changeable: true} : null,
  );
  const [announced, setAnnounced] = useState('');
  const since = useRef(Date.now());
  const changeable = useRef(false);

  const question = asked.questions[number]!;
  const creators = question.creators ?? asked.questions[0]!.creators ?? {options: [], roster: []};
  const own = number === 0 ? words(settings.heading) : '';
  const heading = own || host.translate(`question.${question.key}`);

  function answer(option: string | null, more: Partial<Answer> = {}): Answer {
    return {
      impression: asked.impression,
      target: host.page,
      order: order.id,
      token: order.token,
      question: question.key,
      option,
      text: null,
      path: [],
      searched: false,
      milliseconds: Date.now() - since.current,
      ...more,
    };
  }

  function go(next: Stage, say: string) {
    setFailed(false);
    setStage(next);
    setAnnounced(say);
  }

  function begin(next: number) {
    since.current = Date.now();
    setNumber(next);
    setSending(null);
    go(START, next > 0 ? host.translate('say.next', {question: host.translate(`question.${asked.questions[next]!.key}`)}) : '');
  }

  async function send(given: Answer, said: string | null) {
    setFailed(false);
    setSending(given.option ?? '');
    try {
      const until = host.editing ? 'preview' : await store(host, given);
      changeable.current ||= until !== null;
    } catch (error) {
      // 409: the hour is over, and the first answer stands.
      if (!(error instanceof Refused && error.message === '409')) {
        setSending(null);
        setFailed(true);
        return;
      }
    }
    if (said !== null && number + 1 < asked.questions.length) {
      begin(number + 1);
      return;
    }
    setSending(null);
    // Who skips the first question may think again; who skips the second has answered one all the same.
    setDone({said: number > 0 ? (said ?? '') : said, changeable: changeable.current || (number === 0 && said === null)});
  }

  function choose(option: Option, path: string[] = [], searched = false) {
    if (option.opens) {
      if (!host.editing) keep(host, answer(option.key));
      go({at: 'creators', path: [option.key]}, host.translate('question.creators'));
    } else if (option.text) {
      go({at: 'text', option, path, typed: ''}, host.translate(`text.${option.key}`));
    } else {
      void send(answer(option.key, {path, searched}), wordsOf(host, option));
    }
  }

  function change() {
    setDone(null);
    begin(0);
  }

  if (done) return <Thanks host={host} {...done} text={words(settings.thanks)} onChange={change} />;

  const skip = () => void send(answer(null), null);
  const back = () => go(START, heading);
  return (
    <s-stack gap="base">
      <s-box accessibilityRole="status">
        <s-text accessibilityVisibility="exclusive">{announced}</s-text>
      </s-box>
      {host.editing && <s-banner tone="info">{host.translate('preview.note')}</s-banner>}
      {failed && <s-banner tone="critical">{host.translate('problem')}</s-banner>}
      {stage.at === 'options' && (
        <Options
          host={host}
          heading={heading}
          options={question.options}
          sending={sending}
          onChoose={(option) => choose(option)}
        />
      )}
      {stage.at === 'creators' && (
        <Creators
          host={host}
          impression={asked.impression}
          creators={creators}
          sending={sending}
          onChoose={(option, searched) => choose(option, stage.path, searched)}
          onSomeoneElse={(typed) =>
            go(
              {at: 'text', option: {key: SOMEONE_ELSE}, path: stage.path, typed},
              host.translate(`text.${SOMEONE_ELSE}`),
            )
          }
        />
      )}
      {stage.at === 'text' && (
        <FreeText
          host={host}
          option={stage.option}
          typed={stage.typed}
          needed={stage.option.key === SOMEONE_ELSE}
          sending={sending !== null}
          onSend={(text) =>
            void send(
              answer(stage.option.key, {text: text || null, path: stage.path}),
              text || wordsOf(host, stage.option),
            )
          }
        />
      )}
      <s-stack direction="inline" gap="base">
        {stage.at !== 'options' && (
          <s-button variant="secondary" disabled={sending !== null} onClick={back}>
            {host.translate('back')}
          </s-button>
        )}
        <s-button variant="secondary" loading={sending === ''} disabled={Boolean(sending)} onClick={skip}>
          {host.translate('skip')}
        </s-button>
      </s-stack>
    </s-stack>
  );
}
