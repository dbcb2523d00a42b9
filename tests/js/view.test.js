import assert from 'node:assert/strict';
import {test} from 'node:test';

import {fragmentOf, readFragment} from '../../static/map/fragment.js';

test('a view is read from the fragment that it was written to', () => {
  const written = fragmentOf(11.2549, 36.776543, 119.98, '&compare=plan,-roads/rail');
  assert.equal(written, '#map=11.25/36.7765/119.9800&compare=plan,-roads/rail');
  assert.deepEqual(readFragment(written), {zoom: 11.25, lat: 36.7765, lon: 119.98, compared: 'plan,-roads/rail'});
  assert.equal(readFragment(fragmentOf(10, 36.7, 120)).compared, undefined);
});

test('a fragment that names no view near the city is passed over', () => {
  for (const hash of ['', '#map=', '#map=11/36.7', '#map=5/36.7/120', '#map=11/51/0', '#map=11/36.7/120&compare=<b>'])
    assert.equal(readFragment(hash), null, hash);
});
