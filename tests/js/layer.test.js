import assert from 'node:assert/strict';
import {test} from 'node:test';

import {Layer} from '../../static/map/layer.js';

const MAP = {on: () => {}, createPane: () => ({style: {}}), getZoom: () => 10};
const L = {svg: () => ({})};
const layerOf = definition => {
  const layer = new Layer(L, MAP, {id: 'roads', order: 400, renderer: 'svg', interactive: true, ...definition});
  const kinds = {a: 'road', b: 'rail', c: 'road'};
  layer.features = Object.entries(kinds).map(([id, kind], ordinal) => ({id, ordinal, properties: {kind}, paths: []}));
  return layer;
};
const shown = (layer, ...state) => {
  layer.show(...state);
  return layer.features.filter(f => f.shown).map(f => f.id);
};
const NONE = new Set();

test('a layer shows what passes the filter and is of a kind that is on', () => {
  const layer = layerOf({});
  assert.deepEqual(shown(layer, true, null, NONE), ['a', 'b', 'c']);
  assert.deepEqual(shown(layer, true, [1, 2], NONE), ['b', 'c']);
  assert.deepEqual(shown(layer, true, [1, 2], layer.kindsIn(new Set(['roads/road', 'parks/rail']))), ['b']);
  assert.deepEqual(shown(layer, false, null, NONE), []);
});

test('beside the text only the named features show, and the context', () => {
  assert.deepEqual(shown(layerOf({context: false}), true, null, NONE, new Set(['c'])), ['c']);
  assert.deepEqual(shown(layerOf({context: true}), true, null, NONE, new Set(['c'])), ['a', 'b', 'c']);
});

test('a layer with a zoom of its own is hidden when the map is farther', () => {
  const layer = layerOf({min_zoom: 11});
  layer.show(true, null, NONE);
  assert.equal(layer.pane.style.display, 'none');
});
