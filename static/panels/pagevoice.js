// What a page tells assistive technology: the sentence that sums up its view, and of what has the focus in its lists.

import {countsOf, viewSentence} from './announcer.js';
import {Twin} from './twin.js';

/** @import {Page} from '../page.js' */
/** @import {ChoiceKey, Selected, Words} from '../types.d.ts' */

/**
 * The sentence that sums up what a page shows.
 *
 * @type {(page: Page, found: Selected) => string}
 */
export const sumUp = (page, {listed, unticked}) => {
  const {browsing, finding} = page;
  const {chosen, applied, lang, plate} = browsing;
  const words = /** @type {Words} */ (page.data.words.get(lang));
  const {name, lead} = words.pages[browsing.page.key];
  const results = finding.on && finding.node.querySelector('.counts')?.textContent;
  const about = results || (plate ? words.plates[plate] : lead);
  const shown =
    results || plate || !browsing.page.counts
      ? {other: about}
      : {...countsOf(listed, unticked), undated: browsing.inYear(listed).undated};
  const names = /** @type {ChoiceKey[]} */ (Object.keys(words.options)).flatMap(key =>
    applied[key].map(value => words.options[key][value]),
  );
  return viewSentence((key, values) => page.text(key, values), {
    page: name,
    ...shown,
    names: names.filter(Boolean),
    year: applied.year,
    search: chosen.search,
  });
};

/**
 * The twin of a page's map.
 *
 * @param {Page} page
 */
export const twinOf = page =>
  new Twin(page.side, {
    map: () => page.atlas,
    phrase: id => page.data.words.get(page.browsing.lang)?.rows[id]?.spoken ?? '',
    numbered: values => page.text('spoken.position', values),
    close: () => page.browsing.chosen.selected && page.select(null),
    announcer: page.announcer,
  });
