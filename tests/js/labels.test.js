import assert from 'node:assert/strict';
import {test} from 'node:test';

import {broken, labelLook, labelText, wantedLabels} from '../../static/map/labelchoice.js';
import {Labels} from '../../static/map/labels.js';
import {Cells, Grid} from '../../static/map/occupancy.js';
import {Shape} from '../../static/map/spatial.js';

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
  assert.deepEqual(ids(wantedLabels(layers, 10, 'zh', null, 200)), ['high', 'large', 'small']);
  assert.deepEqual(ids(wantedLabels(layers, 10, 'zh', 'small', 200)), ['small', 'high', 'large']);
});

test('a name needs its zoom, its kind and a visible feature', () => {
  const rail = layerOf([feature('a'), {...feature('b'), shown: false}], [{...label, kinds: ['rail']}]);
  assert.deepEqual(wantedLabels([rail], 10, 'zh', null, 200), []);
  assert.deepEqual(wantedLabels([layerOf([feature('a')])], 7, 'zh', null, 200), []);
  assert.deepEqual(wantedLabels([{...layerOf([feature('a')]), visible: false}], 10, 'zh', null, 200), []);
});

test('a road of several sections is named once, towns of one name each', () => {
  const twice = [feature('a', {name_zh: 'S218'}), feature('b', {name_zh: 'S218'})];
  assert.deepEqual(ids(wantedLabels([layerOf(twice)], 10, 'zh', null, 200)), ['a']);
  assert.deepEqual(ids(wantedLabels([layerOf(twice, [{...label, style: 'town'}])], 10, 'zh', null, 200)), ['a', 'b']);
});

test('the symbol in a folded tray has no name unless it is selected', () => {
  const folded = {...feature('a'), shape: {size: 0, folded: [true]}};
  assert.deepEqual(wantedLabels([layerOf([folded])], 10, 'zh', null, 200), []);
  assert.deepEqual(ids(wantedLabels([layerOf([folded])], 10, 'zh', 'a', 200)), ['a']);
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
  const rail = {size: 11.5, colour: '#8b1a2b', ground: null};
  const styles = {
    line: {size: 11.5, colour: '#7d3407', ground: null, kinds: {hsr: rail}},
    shield: {size: 9.5, colour: '#ffffff', ground: '#256b42', kinds: {}},
  };
  const rules = {styles, chosen: {size: 14, colour: '#a34e00', ground: null}};
  const look = (style, kind, chosen) => labelLook(rules, {style, kind, chosen});
  assert.equal(look('line', 'road', false).colour, '#7d3407');
  assert.equal(look('line', 'hsr', false).colour, '#8b1a2b');
  assert.equal(look('line', 'hsr', true).size, 14);
  assert.equal(look('shield', 'road', true).ground, '#256b42');
});

// ---- placing -----------------------------------------------------------------------------------------

const [WIDTH, HEIGHT] = [60, 14]; // px: of every name
const node = () => ({
  style: {setProperty: () => {}},
  classList: {add: () => {}},
  append: () => {},
  remove: () => {},
  offsetWidth: WIDTH,
  offsetHeight: HEIGHT,
});
globalThis.document = {createElement: node};
// A map of 400 × 300 px at zoom 0, whose pixels are degrees, y downwards.
const MAP = {
  on: () => {},
  createPane: node,
  getZoom: () => 0,
  project: ([lat, lon]) => ({x: lon, y: -lat}),
  getPixelOrigin: () => ({x: 0, y: 0}),
  getPixelBounds: () => ({getTopLeft: () => ({x: 0, y: 0}), getBottomRight: () => ({x: 400, y: 300})}),
  getContainer: () => ({getBoundingClientRect: () => ({}), closest: () => null, querySelectorAll: () => []}),
};
// prettier-ignore
const RULES = {
  spots: {
    point: [[1, 0], [-1, 0], [0.75, -0.9], [0.75, 0.9], [-0.75, -0.9], [-0.75, 0.9], [0, -1], [0, 1]],
    line: [[0.7, -0.9], [0.7, 0.9]],
    area: [[0, 0]],
  },
  costs: {later: 2, later_area: 1, line: 3, beside: 60, covers: 40},
  placing: {along: [0.5], inside: 0.8, long: 11, small: 2.5, selected: 200, gap: 5, line_gap: 6, symbol: 6},
  growth: {styles: [], steps: [[0, 1]]},
  styles: {
    point: {size: 11.5, colour: '#2a2620', ground: null, kinds: {}},
    area: {size: 12.5, colour: '#2a2620', ground: null, kinds: {}},
  },
};
const STYLES = {
  Point: {shape: 'point', size: 5},
  LineString: {shape: 'line', strokes: []},
  Polygon: {shape: 'area'},
};
const drawn = (id, type, coordinates) => {
  const [geometry, style] = [{type, coordinates}, STYLES[type]];
  return {...feature(id), geometry, style, shape: new Shape(MAP, geometry)};
};
const placed = (features, taken = []) => {
  const labels = new Labels(MAP, {taken}, RULES);
  Object.assign(labels, {layers: [layerOf(features, [{...label, min_zoom: 0, style: 'point'}])]});
  labels.place();
  return [...labels.shown].map(
    ([
      key,
      {
        node: {style},
      },
    ]) => {
      const [x, y] = style.transform.match(/-?\d+/g).map(Number);
      return {id: key.split('/')[0], w: x - WIDTH / 2, n: y - HEIGHT / 2, e: x + WIDTH / 2, s: y + HEIGHT / 2};
    },
  );
};
const overlap = (a, b) => a.w < b.e && b.w < a.e && a.n < b.s && b.n < a.s;

test('names stand in view and never over one another; what has no room is left out', () => {
  const crowd = Array.from({length: 30}, (_, i) => drawn(`p${i}`, 'Point', [380 + (i % 6), -150 - i]));
  const names = placed(crowd);
  assert.ok(names.length > 1 && names.length < crowd.length, String(names.length));
  for (const [i, name] of names.entries()) {
    assert.ok(name.w >= 0 && name.n >= 0 && name.e <= 400 && name.s <= 300, name.id);
    for (const other of names.slice(i + 1)) assert.ok(!overlap(name, other), `${name.id} ${other.id}`);
  }
});

test('a name stands to the right of its symbol, or where no line and no tray is', () => {
  const point = drawn('p', 'Point', [200, -150]);
  const right = placed([point])[0];
  assert.ok(right.w > 200 && right.n < 150 && right.s > 150);
  const road = drawn('', 'LineString', [[240, -300], [240, 0]]); // prettier-ignore
  assert.ok(placed([point, road])[0].e < 240);
  assert.ok(placed([point], [{w: 205, n: 100, e: 400, s: 200}])[0].e <= 205);
});

test('a name is broken near its middle, after a word or a mark', () => {
  assert.equal(broken('Qingdao Cihang General Airport', 'en'), 'Qingdao Cihang\nGeneral Airport');
  assert.equal(broken('Eastern', 'en'), null);
  assert.equal(broken('Supercalifragilistic', 'en'), null);
  assert.equal(broken('一心：中心城区', 'zh'), '一心：\n中心城区');
  assert.equal(broken('临空经济区', 'zh'), null);
  assert.equal(broken('智能家电国际招商产业园', 'zh'), '智能家电国际\n招商产业园');
});

test('a name of an area stands within it, in two lines, or is not shown unless it is selected', () => {
  const area = side => {
    const [n, e] = [-100, 100 + side];
    const ring = [[100, n], [e, n], [e, n - side], [100, n - side], [100, n]]; // prettier-ignore
    const f = drawn('a', 'Polygon', [ring]);
    Object.assign(f.properties, {label_point: [100 + side / 2, n - side / 2], name_zh: '一心：中心城区'});
    return f;
  };
  const shown = (f, selected = null) => {
    const map = {...MAP, latLngToLayerPoint: ([lat, lon]) => ({x: lon, y: -lat})};
    const labels = new Labels(map, {taken: []}, {...RULES, spots: {...RULES.spots, beside: [[1.2, 0]]}});
    // 14 px a character, and 18 px a line
    for (const form of ['一心：中心城区', '一心：\n中心城区'])
      for (const chosen of [false, true]) {
        const lines = form.split('\n');
        const size = [14 * Math.max(...lines.map(line => line.length)), 18 * lines.length];
        labels.sizes.set(`area/${f.properties.kind}/${form}/zh/1/${chosen}`, size);
      }
    const layer = layerOf([f], [{...label, min_zoom: 0, style: 'area'}]);
    f.layer = layer;
    Object.assign(labels, {layers: [layer], selected});
    labels.place();
    return [...labels.shown.values()].map(({text}) => text);
  };
  assert.deepEqual(shown(area(120)), ['一心：中心城区']);
  assert.deepEqual(shown(area(60)), ['一心：\n中心城区']);
  assert.deepEqual(shown(area(30)), []);
  assert.equal(shown(area(30), 'a').length, 1);
});
