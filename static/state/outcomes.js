// What a page in the colours of outcomes needs: the outcome of each project, and of how many projects in each town
// something is known.

import {outcomeIn, select} from './select.js';

/** @import {Filtering, Narrowing, Outcomes, Topic} from '../types.d.ts' */

/** @type {(data: Pick<Filtering, 'features' | 'order' | 'codes'>, topic: Topic, chosen: Narrowing) => Outcomes} */
export const outcomesOn = (data, topic, chosen) => {
  const {listed} = select(data, topic, {...chosen, towns: [], outcomes: []});
  /** @type {Outcomes} */
  const found = {of: {}, towns: {}};
  for (const {feature} of listed) {
    const word = outcomeIn(data.codes, feature, chosen.year);
    if (!word) continue;
    found.of[feature.id] = word;
    for (const code of feature.touches) {
      const town = (found.towns[code] ??= {total: 0, known: 0});
      town.total += 1;
      town.known += word === 'unknown' ? 0 : 1;
    }
  }
  return found;
};
