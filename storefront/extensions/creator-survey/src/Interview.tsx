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

/** What was answered. `said` null: skipped. */
interface Done {
  said: string | null;
  changeable: boolean;
}

/** The questions one after the other; an answer can be changed at the end. */
export function Interview({host, asked, order, settings}: Props) {
  const before = asked.answered;
  const [number, setNumber] = useState(0);
  // The option that was pressed and asks for more: a creator, or words of the buyer's own.
  const [opened, setOpened] = useState<Option | null>(null);
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

  function open(option: Option | null, say: string) {
    setFailed(false);
    setOpened(option);
    setAnnounced(say);
  }

  function begin(next: number) {
    since.current = Date.now();
    setNumber(next);
    setSending(null);
    const key = asked.questions[next]!.key;
    open(null, next > 0 ? host.translate('say.next', {question: host.translate(`question.${key}`)}) : '');
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

  function choose(option: Option) {
    if (sending !== null) return;
    if (opened?.key === option.key) {
      open(null, heading);
    } else if (option.opens) {
      if (!host.editing) keep(host, answer(option.key));
      open(option, host.translate('question.creators'));
    } else if (option.text) {
      open(option, host.translate(`text.${option.key}`));
    } else {
      void send(answer(option.key), wordsOf(host, option));
    }
  }

  function name(option: Option, searched: boolean) {
    if (sending !== null) return;
    void send(answer(option.key, {path: opened ? [opened.key] : [], searched}), option.label ?? '');
  }

  function write(option: Option, text: string) {
    const path = opened && opened.key !== option.key ? [opened.key] : [];
    void send(answer(option.key, {text: text || null, path}), text || wordsOf(host, option));
  }

  function change() {
    setDone(null);
    begin(0);
  }

  if (done) return <Thanks host={host} {...done} text={words(settings.thanks)} onChange={change} />;

  return (
    <s-stack gap="base">
      <s-box accessibilityRole="status">
        <s-text accessibilityVisibility="exclusive">{announced}</s-text>
      </s-box>
      {host.editing && <s-banner tone="info">{host.translate('preview.note')}</s-banner>}
      {failed && <s-banner tone="critical">{host.translate('problem')}</s-banner>}
      <s-heading>{heading}</s-heading>
      <Options host={host} label={heading} options={question.options} opened={opened} sending={sending} onChoose={choose}>
        {opened?.opens && (
          <Creators
            host={host}
            impression={asked.impression}
            creators={creators}
            sending={sending}
            onChoose={name}
            onWrite={(text) => write({key: SOMEONE_ELSE}, text)}
          />
        )}
        {opened?.text && (
          <FreeText
            host={host}
            option={opened}
            typed=""
            needed={false}
            sending={sending !== null}
            onSend={(text) => write(opened, text)}
          />
        )}
      </Options>
      <s-stack direction="inline" gap="base">
        {opened && (
          <s-button variant="secondary" disabled={sending !== null} onClick={() => choose(opened)}>
            {host.translate('back')}
          </s-button>
        )}
        <s-button
          variant="secondary"
          loading={sending === ''}
          disabled={Boolean(sending)}
          onClick={() => void send(answer(null), null)}
        >
          {host.translate('skip')}
        </s-button>
      </s-stack>
    </s-stack>
  );
}
