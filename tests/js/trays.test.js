import assert from 'node:assert/strict';
import {test} from 'node:test';

import {fold} from '../../static/map/trays.js';

const FREE = {centre: null, located: [], names: []};
const box = (w, n, e, s) => ({w, n, e, s});
// A tray of `count` symbols below a town at 0,0 or further right.
const tray = (count, x = 0, town = {}) => ({
  symbols: Array(count).fill({}),
  town,
  folded: false,
  open: box(x, 0, x + 90, 40),
  closed: box(x + 30, 0, x + 60, 20),
});
const folded = (trays, around) => {
  fold(trays, {...FREE, ...around});
  return trays.map(one => one.folded);
};

test('a tray is folded over the centre, a located symbol or the name of another town', () => {
  const centre = box(50, 0, 150, 100);
  const town = {};
  assert.deepEqual(folded([tray(3)]), [false]);
  assert.deepEqual(folded([tray(3)], {centre}), [true]); // a sixth of the centre
  assert.deepEqual(folded([tray(3, -36)], {centre}), [false]); // a 63rd of it
  assert.deepEqual(folded([tray(3)], {located: [box(80, 30, 94, 44)]}), [true]);
  assert.deepEqual(folded([tray(3)], {located: [box(90, 30, 104, 44)]}), [false]); // only touches
  assert.deepEqual(folded([tray(3, 0, town)], {names: [{town: {}, box: box(0, 30, 60, 48)}]}), [true]);
  assert.deepEqual(folded([tray(3, 0, town)], {names: [{town, box: box(0, 30, 60, 48)}]}), [false]);
});

test('of two trays that overlap the larger one is folded, the other if it still overlaps', () => {
  assert.deepEqual(folded([tray(3), tray(5, 70)]), [false, true]);
  assert.deepEqual(folded([tray(3), tray(5, 40)]), [true, true]); // the button would lie over the smaller one
  assert.deepEqual(folded([tray(1), tray(1, 40)]), [false, false]); // one symbol needs no list
});
