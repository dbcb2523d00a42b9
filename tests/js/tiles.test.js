import assert from 'node:assert/strict';
import {test} from 'node:test';

import {Tile, TileData} from '../../static/map/tiledata.js';
import {Tiles} from '../../static/map/tiles.js';

// At unit 0 the pixels of a tile are those of zoom 0. Feature 0 is a square with a hole, feature 1 a square beside it
// and, as its second part, a far one; feature 2 a point, which is not in tiles.
const CONTENT = {
  box: [0, 0, 110, 10],
  ordinals: [0, 1, 1],
  sizes: [4, -4, 4, 4],
  steps: [
    ...[0, 0, 10, 0, 0, 10, -10, 0],
    ...[4, -6, 2, 0, 0, 2, -2, 0],
    ...[16, -6, 10, 0, 0, 10, -10, 0],
    ...[80, -10, 10, 0, 0, 10, -10, 0],
  ],
};
const INDEX = {
  count: 3,
  styles: ['wood||derived|area', 'lake|planned|derived|area'],
  looks: [0, 1, -1],
  planned: null,
  features: [],
  bands: [
    {zoom: 10, unit: 0, boxes: [CONTENT.box], tiles: [CONTENT]},
    {zoom: 15, unit: 0, boxes: [CONTENT.box]},
  ],
};
const ATTRIBUTES = {
  states: {texts: [], now: [], plan: []},
  columns: {id: [['a', 'b', 'c']], kind: [['wood', 'lake'], [0, 1, 0]], status: [[null, 'planned'], [0, 1, 0]]}, // prettier-ignore
  tiles: [0, 0, []],
};
const data = (files = {'attributes.json': ATTRIBUTES, '1-0.json': CONTENT}) =>
  new TileData(INDEX, async name => files[name] ?? Promise.reject(new Error(name)));
const VIEW = {min: {x: 0, y: 0}, max: {x: 1000, y: 1000}};

const layer = (zoom = 0) => {
  const style = {shape: 'area', strokes: []};
  const map = {
    on: () => {},
    getZoom: () => zoom,
    getPixelBounds: () => VIEW,
    project: ([lat, lng]) => ({x: lng, y: lat}),
    unproject: ([x, y]) => ({lng: x, lat: y}),
  };
  const definition = {styles: Object.fromEntries(INDEX.styles.map(key => [key, style])), legend: []};
  return {L: {}, map, pane: null, definition};
};
const tilesOf = async (shared = data()) => {
  const tiles = new Tiles(layer(), shared, () => {}, false);
  tiles.canvas.redraw = () => Object.assign(tiles.canvas, {on: true, times: (tiles.canvas.times ?? 0) + 1});
  tiles.canvas.resume = () => Object.assign(tiles.canvas, {on: true});
  await shared.loadAttributes();
  return tiles;
};
const ids = features => features.map(({id}) => id);

test('the parts of a tile are hit inside, not in holes', () => {
  const tile = new Tile(CONTENT, 0);
  assert.equal(tile.hit(0, [2, 2], 0, false), true);
  assert.equal(tile.hit(0, [5, 5], 0, false), false);
  assert.deepEqual(tile.meeting([21, 1, 25, 5]), [1]);
  assert.deepEqual(tile.rings(2), [[[100, 0], [110, 0], [110, 10], [100, 10]]]); // prettier-ignore
  assert.equal(tile.hit(1, [20, 11], 2, true), true); // as a line, within a tolerance
  assert.equal(tile.reaches(1, [22, 2, 24, 4], false), true); // wholly inside
  assert.equal(tile.reaches(0, [4.5, 4.5, 5.5, 5.5], false), false); // in the hole
});

test('until the tiles of a zoom are loaded, the farthest ones are drawn', async () => {
  const shared = data();
  const [far] = shared.bands[0].tiles;
  assert.deepEqual(shared.tiles(14, [0, 0, 5, 5]), [far]);
  await shared.load(1, [0]);
  assert.notEqual(shared.tiles(14, [0, 0, 5, 5])[0], far);
  assert.deepEqual(shared.tiles(14, [300, 300, 305, 305]), []);
});

test('a tile that could not be loaded is asked for again', async () => {
  const files = {};
  const shared = data(files);
  await assert.rejects(shared.load(1, [0]));
  files['1-0.json'] = CONTENT;
  await shared.load(1, [0]);
  assert.ok(shared.bands[1].tiles[0]);
});

test('what passes the filter, is of a kind that is on and in focus shows, and is found at a point', async () => {
  const tiles = await tilesOf();
  const shown = (...state) => {
    tiles.show(...state);
    return [...tiles.shown];
  };
  const none = new Set();
  assert.deepEqual(shown(true, null, none, null), [1, 1, 0]);
  assert.deepEqual(ids(tiles.at([25, 5], 0)), ['b']);
  assert.deepEqual(ids(tiles.at([105, 5], 0)), ['b']);
  assert.deepEqual(tiles.within([0, 0, 200, 20]), ['a', 'b']);
  assert.deepEqual(shown(true, [0, 2], none, null), [1, 0, 0]);
  assert.deepEqual(ids(tiles.at([25, 5], 0)), []);
  assert.deepEqual(shown(true, null, new Set(['wood']), null), [0, 1, 0]);
  assert.deepEqual(shown(true, null, none, new Set(['a', null])), [1, 0, 0]);
  const {times} = tiles.canvas;
  tiles.show(true, null, none, new Set(['a']));
  assert.equal(tiles.canvas.times, times); // nothing changed: nothing is drawn
  tiles.show(false, null, none, null);
  assert.deepEqual(tiles.at([5, 1], 0), []);
  tiles.show(true, null, none, new Set(['a']));
  assert.deepEqual(ids(tiles.at([5, 1], 0)), ['a']);
  assert.equal(tiles.canvas.times, times); // shown again as it was
});

test('a feature is pending until its closest geometry is there, with all its parts', async () => {
  const tiles = await tilesOf();
  assert.equal(tiles.find('b').pending, true);
  assert.equal(tiles.find('nobody'), undefined);
  assert.equal(tiles.find('c'), undefined); // a point
  const found = await tiles.locate('b');
  assert.equal(found.geometry.coordinates.length, 2);
  assert.equal(found.properties.kind, 'lake');
  assert.equal(tiles.find('b'), found);
  assert.equal(await tiles.locate('nobody'), null);
});

test('a comparison knows the statuses of tiles', async () => {
  const tiles = await tilesOf();
  assert.deepEqual([...tiles.statuses], [null, 'planned']);
  assert.deepEqual(tiles.ordinalsWithout(new Set(['planned'])), [0]);
});
