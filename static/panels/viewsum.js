// What the sentence that sums up a view is made from.

import {countsOf, viewSentence} from './announcer.js';

/** @import {Page} from '../page.js' */
/** @import {ChoiceKey, Selected, Words} from '../types.d.ts' */

/** @type {(page: Page, found: Selected) => string} */
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
