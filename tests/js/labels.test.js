import assert from 'node:assert/strict';
import {test} from 'node:test';

import {labelLook, labelText, wantedLabels} from '../../static/map/labelchoice.js';
import {Cells, Grid} from '../../static/map/occupancy.js';

const label = {field: 'name', kinds: [], min_zoom: 8, max_zoom: 18, priority: 10, style: 'line'};
const layerOf = (features, labels = [label]) => ({visible: true, definition: {labels}, features});
const feature = (id, more = {}, size = 1) => ({
  id,
  shown: true,
  shape: {size},
  properties: {kind: 'road', name_zh: id, name_en: `${id} Road`, ...more},
});
const ids = wanted => wanted.map(({f}) => f.id);

test('a name has no remark in brackets, and its short form where it has one', () => {
  assert.equal(labelText({name_zh: '新河镇（北区）', name_en: 'Xinhe (north)'}, label, 'zh'), '新河镇');
  assert.equal(labelText({name_zh: '新河镇', name_en: 'Xinhe (north)'}, label, 'en'), 'Xinhe');
  assert.equal(labelText({name_zh: '潍莱高铁', label_zh: '潍莱'}, label, 'zh'), '潍莱');
  assert.equal(labelText({ref: 'S218', name_zh: '三城路'}, {...label, field: 'ref'}, 'zh'), 'S218');
});

test('names come by priority, then by size, the selected one first', () => {
  const high = layerOf([feature('high')], [{...label, priority: 20}]);
  const layers = [layerOf([feature('small', {}, 1), feature('large', {}, 9)]), high];
  assert.deepEqual(ids(wantedLabels(layers, 10, 'zh', null)), ['high', 'large', 'small']);
  assert.deepEqual(ids(wantedLabels(layers, 10, 'zh', 'small')), ['small', 'high', 'large']);
});

test('a name needs its zoom, its kind and a visible feature', () => {
  const rail = layerOf([feature('a'), {...feature('b'), shown: false}], [{...label, kinds: ['rail']}]);
  assert.deepEqual(wantedLabels([rail], 10, 'zh', null), []);
  assert.deepEqual(wantedLabels([layerOf([feature('a')])], 7, 'zh', null), []);
  assert.deepEqual(wantedLabels([{...layerOf([feature('a')]), visible: false}], 10, 'zh', null), []);
});

test('a road of several sections is named once, towns of one name each', () => {
  const twice = [feature('a', {name_zh: 'S218'}), feature('b', {name_zh: 'S218'})];
  assert.deepEqual(ids(wantedLabels([layerOf(twice)], 10, 'zh', null)), ['a']);
  assert.deepEqual(ids(wantedLabels([layerOf(twice, [{...label, style: 'town'}])], 10, 'zh', null)), ['a', 'b']);
});

test('the symbol in a folded tray has no name unless it is selected', () => {
  const folded = {...feature('a'), shape: {size: 0, folded: [true]}};
  assert.deepEqual(wantedLabels([layerOf([folded])], 10, 'zh', null), []);
  assert.deepEqual(ids(wantedLabels([layerOf([folded])], 10, 'zh', 'a')), ['a']);
});

test('boxes that only touch do not overlap', () => {
  const grid = new Grid(64);
  grid.put({w: 0, n: 0, e: 100, s: 20});
  assert.equal(grid.hits({w: 90, n: 10, e: 200, s: 30}), true);
  assert.equal(grid.hits({w: 100, n: 0, e: 120, s: 20}), false);
  assert.equal(grid.hits({w: -50, n: -50, e: -1, s: -1}), false);
});

test('the cells of a box are counted once', () => {
  const cells = new Cells();
  cells.add(1, 1);
  cells.add(2, 2); // the same cell
  cells.add(-1, 1);
  assert.equal(cells.count({w: 0, n: 0, e: 7, s: 7}), 1);
  assert.equal(cells.count({w: -8, n: 0, e: 7, s: 7}), 2);
});

test('a label looks as its style, its kind and its selection say', () => {
  const styles = {
    line: {size: 11.5, colour: '#7d3407', ground: null, kinds: {hsr: {size: 11.5, colour: '#8b1a2b', ground: null}}},
    shield: {size: 9.5, colour: '#ffffff', ground: '#256b42', kinds: {}},
  };
  const rules = {styles, chosen: {size: 14, colour: '#a34e00', ground: null}};
  const look = (style, kind, chosen) => labelLook(rules, {style, kind, chosen});
  assert.equal(look('line', 'road', false).colour, '#7d3407');
  assert.equal(look('line', 'hsr', false).colour, '#8b1a2b');
  assert.equal(look('line', 'hsr', true).size, 14);
  assert.equal(look('shield', 'road', true).ground, '#256b42');
});
