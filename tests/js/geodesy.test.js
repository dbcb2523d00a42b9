// Against pyproj: tests/js/test_javascript.py.
import assert from 'node:assert/strict';
import {test} from 'node:test';

import {areaOf, direct, inverse, lengthOf} from '../../static/tools/geodesy.js';

test('a way and the way back are equally long, and lead back', () => {
  const from = [119.95, 36.78];
  const to = [120.4, 36.5];
  const {distance, azimuth} = inverse(from, to);
  assert.ok(Math.abs(distance - inverse(to, from).distance) < 1e-6);
  const [lon, lat] = direct(from, azimuth, distance);
  assert.ok(Math.abs(lon - to[0]) < 1e-9 && Math.abs(lat - to[1]) < 1e-9);
});

test('no way, one place or two have no length or area', () => {
  assert.deepEqual(inverse([120, 36], [120, 36]), {distance: 0, azimuth: 0});
  assert.equal(lengthOf([]), 0);
  assert.equal(areaOf([[120, 36], [120, 37]]), 0); // prettier-ignore
});

test('places nearly opposite one another are refused, not guessed', () => {
  assert.throws(() => inverse([0, 0], [179.7, 0.2]), RangeError);
});
