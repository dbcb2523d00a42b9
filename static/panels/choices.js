// What the filter bar offers on a page.

import {CHOICES} from '../state/seen.js';

/** @import {Browsing} from '../state/browsing.js' */
/** @import {Choice, ChoiceKey, Words} from '../types.d.ts' */

/** @type {(browsing: Browsing, words: Words, text: (key: string) => string) => Choice[]} */
export const choicesOn = ({page, chosen}, {options, pages}, text) => {
  const all = text('filter.all');
  /** @type {Record<ChoiceKey, string>} */
  const nothing = {
    towns: text('filter.whole_city'),
    themes: page.own ? pages[page.key].name : all,
    statuses: all,
    industries: all,
    outcomes: all,
    chapters: all,
  };
  // what the page does not offer only while it narrows what is shown
  /** @param {ChoiceKey} key */
  const offers = key => page.choices.includes(key) || (!page.mapless && chosen[key].length > 0);
  return CHOICES.filter(offers).map(key => ({
    key,
    title: text(`filter.${key}`),
    nothing: nothing[key],
    hint: key === 'themes' && page.own ? text('filter.more_themes') : '',
    options: Object.entries(options[key])
      .filter(([value]) => key !== 'themes' || value !== page.own)
      .map(([value, label]) => ({value, label})),
  }));
};
