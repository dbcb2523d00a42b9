import assert from 'node:assert/strict';
import {test} from 'node:test';

import {narrows} from '../../static/state/seen.js';

const NOTHING = {towns: [], themes: [], statuses: [], industries: [], off: [], on: []};

test('what excludes anything narrows, what is switched on or selected does not', () => {
  for (const field of ['towns', 'themes', 'statuses', 'industries', 'off'])
    assert.equal(narrows({...NOTHING, [field]: ['one']}), true, field);
  assert.equal(narrows({...NOTHING, on: ['reservoirs'], selected: 'ss-core'}), false);
});
