import assert from 'node:assert/strict';
import {test} from 'node:test';

import {NO_CHOICE, narrows} from '../../static/state/seen.js';

const NOTHING = {...NO_CHOICE, off: [], on: []};

test('what excludes anything narrows, what is switched on or selected does not', () => {
  for (const field of ['towns', 'themes', 'statuses', 'industries', 'outcomes', 'chapters', 'off'])
    assert.equal(narrows({...NOTHING, [field]: ['one']}), true, field);
  assert.equal(narrows({...NOTHING, year: '2023'}), true);
  assert.equal(narrows({...NOTHING, on: ['reservoirs'], selected: 'ss-core'}), false);
});
