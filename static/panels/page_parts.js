// Which parts of the introduction a page has.

import {NARROW} from '../device.js';
import {myTown} from '../towns/mytown.js';
import {doors, glance, lead, states, tourLinks} from './introduction.js';

/** @import {Page} from '../page.js' */
/** @import {Selected, Words} from '../types.d.ts' */

/**
 * The parts that stand above a page's own: none beside a card, where there is no room for them. On a phone the card is
 * over the page, which must not move.
 *
 * @type {(page: Page, words: Words, listed: Selected['listed']) => Node[]}
 */
export const introduction = (page, words, listed) => {
  const {browsing, towning} = page;
  const {key, parts} = browsing.page;
  if ((browsing.chosen.selected && !NARROW.matches) || browsing.step) return [];
  /** @param {string} part */
  const has = part => parts.includes(part);
  /** @type {Page['text']} */
  const text = (name, values) => page.text(name, values);
  const features = listed.map(({feature}) => ({...feature, status: browsing.status(feature)}));
  const found = [
    !towning.code && lead(words.pages[key]),
    (has('doors') || has('towns')) && !towning.code && myTown(words, browsing, text, () => page.show()),
    has('doors') && doors(words, browsing),
    key === 'overview' && has('tours') && tourLinks(words, browsing),
    has('glance') && glance(words),
    has('states') && states(words, features, browsing.inYear(listed), text),
  ];
  return found.filter(part => part instanceof Node);
};
