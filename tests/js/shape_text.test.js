import assert from 'node:assert/strict';
import {test} from 'node:test';

import {read, write} from '../../static/state/shape_text.js';

test('a drawn shape is read from the text that it was written to', () => {
  const points = [[119.9512346, 36.78], [120, 36.78], [120, 36.8]]; // prettier-ignore
  assert.equal(write('polygon', points), 'polygon:119.951235,36.78;120,36.78;120,36.8');
  assert.deepEqual(read('line:119.95,36.78;120,36.8').coordinates, [[119.95, 36.78], [120, 36.8]]); // prettier-ignore
  const [ring] = read(write('polygon', points)).coordinates;
  assert.deepEqual(ring, [[119.951235, 36.78], [120, 36.78], [120, 36.8], [119.951235, 36.78]]); // prettier-ignore
});

test('no shape is read from another text', () => {
  for (const text of ['', 'point:120,36', 'polygone:120,36;121,36;121,37']) assert.equal(read(text), null, text);
});
