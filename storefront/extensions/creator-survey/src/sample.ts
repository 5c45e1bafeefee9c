// What a merchant sees in the checkout editor: nobody's real creators, and nothing is sent.
import type {Asked} from './contract';

const NAMES: [string, string][] = [
  ['Maya Stone', '@maya.stone'],
  ['Theo Fields', '@theofields'],
  ['Ines Harbour', '@ines_harbour'],
];

export const SAMPLE: Asked = {
  ask: true,
  impression: 'sample',
  questions: [
    {
      key: 'first_heard',
      options: [
        {key: 'friend'},
        {key: 'creator', opens: 'creators'},
        {key: 'search'},
        {key: 'ad'},
        {key: 'podcast'},
        {key: 'press'},
        {key: 'coupon_site'},
        {key: 'other', text: true},
        {key: 'forgot'},
      ],
      creators: {
        options: NAMES.map(([label, handle]) => ({key: handle, label, handle})),
        roster: NAMES.map(([label, handle]) => [handle, label, handle, []]),
      },
    },
  ],
};
