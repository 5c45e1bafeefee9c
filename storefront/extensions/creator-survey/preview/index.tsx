// The question as buyers see it, inside a page of the admin: <div data-survey-preview></div>. Nothing is sent.
// It follows the form named by data-form, and says the texts of the merchant's own pages where data-… gives them:
//   data-language        the language it begins with          data-language-label  what the choice of it is called
//   data-form            id of the form with the settings      data-off             shown while nobody is asked
//   data-creators        [["Name", "@handle"], …] to show in place of made-up ones
import {render} from 'preact';
import {useEffect, useState} from 'preact/hooks';
import english from '../locales/en.default.json';
import italian from '../locales/it.json';
import swedish from '../locales/sv.json';
import chinese from '../locales/zh-CN.json';
import {Interview} from '../src/Interview';
import type {Host} from '../src/host';
import {typedIn} from '../src/typed';
import {standInForm} from './form';
import {type Chosen, sampleOf} from './sample';
import {translator} from './translate';

const LANGUAGES = {
  en: {name: 'English', words: english},
  sv: {name: 'Svenska', words: swedish},
  it: {name: 'Italiano', words: italian},
  'zh-CN': {name: '简体中文', words: chinese},
};
type Tag = keyof typeof LANGUAGES;

function hostOf(tag: Tag): Host {
  return {
    page: 'thank-you',
    editing: true,
    order: () => ({id: null, token: null, first: true}),
    settings: () => ({}),
    language: () => tag,
    translate: translator(tag, LANGUAGES[tag].words),
    sessionToken: () => Promise.reject(new Error('A preview has no session.')),
    publish: () => Promise.resolve(false),
  };
}

function nearest(language: string): Tag {
  const tags = Object.keys(LANGUAGES) as Tag[];
  const base = (tag: string) => tag.split('-')[0];
  return tags.find((tag) => tag === language) ?? tags.find((tag) => base(tag) === base(language)) ?? 'en';
}

/** What the form says now; a form that lacks a field means what buyers get without it. */
function chosenIn(form: HTMLFormElement | null): Chosen {
  const typed = form ? new FormData(form) : new FormData();
  const text = (name: string) => String(typed.get(name) ?? '').trim();
  return {
    on: !form || typed.has('on'),
    second: Number(text('closer_fraction')) > 0,
    decoy: typed.has('decoy') && text('decoy_name') ? [text('decoy_name'), text('decoy_handle')] : null,
  };
}

function Preview({place}: {place: HTMLElement}) {
  const {language = 'en', languageLabel = 'Language', form: formId, off = '', creators} = place.dataset;
  const [tag, setTag] = useState<Tag>(nearest(language));
  const form = formId ? (document.getElementById(formId) as HTMLFormElement | null) : null;
  const [chosen, setChosen] = useState(() => chosenIn(form));

  useEffect(() => {
    if (!form) return undefined;
    const follow = () => setChosen(chosenIn(form));
    const types = ['input', 'change', 'reset'];
    for (const type of types) form.addEventListener(type, follow);
    follow();
    return () => {
      for (const type of types) form.removeEventListener(type, follow);
    };
  }, [form]);

  const asked = sampleOf(chosen, creators ? JSON.parse(creators) : null);
  return (
    <s-stack gap="base" maxInlineSize="580px">
      <s-select label={languageLabel} value={tag} onChange={(event) => setTag(nearest(typedIn(event)))}>
        {Object.entries(LANGUAGES).map(([value, {name}]) => (
          <s-option key={value} value={value}>
            {name}
          </s-option>
        ))}
      </s-select>
      {chosen.on ? (
        <Interview
          key={`${tag} ${JSON.stringify(asked)}`}
          host={hostOf(tag)}
          asked={asked}
          order={{id: null, token: null, first: true}}
          settings={{}}
        />
      ) : (
        <s-text color="subdued">{off}</s-text>
      )}
    </s-stack>
  );
}

function mount() {
  for (const place of document.querySelectorAll<HTMLElement>('[data-survey-preview]:not([data-mounted])')) {
    place.dataset.mounted = '';
    render(<Preview place={place} />, place);
  }
}

standInForm();
document.addEventListener('htmx:after:swap', mount);
if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', mount);
else mount();
