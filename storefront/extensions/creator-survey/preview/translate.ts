// What Shopify's i18n.translate() does with a catalogue: dotted keys, gaps, plural forms.
type Words = {[key: string]: string | Words};

export function translator(tag: string, words: Words) {
  return (key: string, values: Record<string, string | number> = {}): string => {
    const found = key.split('.').reduce<string | Words | undefined>(
      (place, part) => (typeof place === 'object' ? place[part] : undefined),
      words,
    );
    const form = new Intl.PluralRules(tag).select(Number(values.count ?? 0));
    const text = typeof found === 'object' ? (found[form] ?? found.other) : found;
    if (typeof text !== 'string') return key;
    return text.replace(/{{\s*(\w+)\s*}}/g, (gap, name) => (name in values ? String(values[name]) : gap));
  };
}
