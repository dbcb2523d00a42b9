import assert from 'node:assert/strict';
import {test} from 'node:test';

import {better} from '../../static/shortlist/better.js';

const km = (low, high) => ({items: [], band: {low, high, unit: 'km'}});

test('a value is better only where all are known, in one unit, and no bands overlap', () => {
  const cases = [
    ['less', [km(1, 5), km(6, 9)], 0],
    ['more', [km(1, 5), km(6, 9)], 1],
    ['less', [km(1, 5), km(5, 9)], -1], // they touch
    ['less', [km(1, 5), km(4, 9)], -1],
    ['less', [km(1, 5), km(6, null)], 0], // at least 6 km
    ['more', [km(1, 5), km(6, null)], 1],
    ['less', [km(0, null), km(6, 9)], -1], // it may be farther
    ['less', [km(1, 5), undefined], -1],
    ['less', [km(1, 5), {items: []}], -1],
    ['less', [km(1, 5), {items: [], band: {low: 6, high: 6, unit: 'mu'}}], -1],
    ['less', [km(1, 5), km(null, null)], -1],
    ['less', [km(1, 2), km(6, 9), km(3, 5)], 0],
    ['less', [km(1, 4), km(6, 9), km(3, 5)], -1], // the first and the third overlap
    ['less', [km(1, 2), km(6, 9), undefined], -1],
    [undefined, [km(1, 5), km(6, 9)], -1],
    ['less', [km(1, 5)], -1],
  ];
  for (const [sense, cells, best] of cases) assert.equal(better(cells, sense), best, JSON.stringify([sense, cells]));
});
