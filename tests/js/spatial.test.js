import assert from 'node:assert/strict';
import {test} from 'node:test';

import {Shape, byMeaning, crossing, featuresAt} from '../../static/map/spatial.js';

// A map whose pixels at zoom 0 are degrees, y downwards.
const MAP = {project: at => (Array.isArray(at) ? {x: at[1], y: -at[0]} : {x: at.lng, y: -at.lat}), getZoom: () => 0};
const SQUARE = [[0, 0], [10, 0], [10, 10], [0, 10], [0, 0]]; // prettier-ignore
const HOLE = [[4, 4], [6, 4], [6, 6], [4, 6], [4, 4]]; // prettier-ignore
const shape = (type, coordinates) => new Shape(MAP, {type, coordinates});

test('a polygon is hit inside and not in its hole', () => {
  const ring = shape('Polygon', [SQUARE, HOLE]);
  assert.equal(ring.hit([2, -2], 0), true);
  assert.equal(ring.hit([5, -5], 0), false);
  assert.equal(ring.hit([11, -5], 0), false);
});

test('a line is hit within the tolerance, beyond its ends as well', () => {
  const line = shape('LineString', [[0, 0], [10, 0]]); // prettier-ignore
  assert.equal(line.hit([5, 1], 1), true);
  assert.equal(line.hit([5, 1.1], 1), false);
  assert.equal(line.hit([10.9, 0], 1), true);
});

test('a symbol in a tray is hit where it stands, a folded one is not', () => {
  const point = shape('Point', [0, 0]);
  point.offsets = [[20, 0]];
  assert.equal(point.hit([20, 0], 1, 1), true);
  assert.equal(point.hit([0, 0], 1, 1), false);
  point.folded = [true];
  assert.equal(point.hit([20, 0], 1, 1), false);
});

test('a box meets what it contains, crosses or lies in', () => {
  const area = shape('Polygon', [SQUARE]);
  const line = shape('LineString', [[-5, 5], [15, 5]]); // prettier-ignore
  assert.equal(area.meets([4, -6, 6, -4]), true); // within the area
  assert.equal(area.meets([-1, -11, 11, 1]), true); // around it
  assert.equal(area.meets([20, -6, 22, -4]), false);
  assert.equal(line.meets([4, -6, 6, -4]), true); // no vertex in the box
});

test('only a ring whose edges cross is refused', () => {
  assert.equal(crossing([[0, 0], [10, 10], [10, 0], [0, 10]]), true); // prettier-ignore
  assert.equal(crossing([[0, 0], [10, 0], [10, 10], [0, 10]]), false); // prettier-ignore
  assert.equal(crossing([[0, 0], [1, 0], [0, 1]]), false); // prettier-ignore
});

test('symbols come first, then the theme of the page, small before large, townships last', () => {
  const of = (id, geometry, theme, layer = id) => ({
    id,
    shown: true,
    shape: shape(...geometry),
    layer: {id: layer, definition: {theme}},
  });
  const large = of('large', ['Polygon', [SQUARE]], 'ecology');
  const small = of('small', ['Polygon', [HOLE]], 'ecology');
  const own = of('own', ['Polygon', [SQUARE]], 'transport');
  const town = of('town', ['Polygon', [SQUARE]], 'base', 'townships');
  const point = of('point', ['Point', [5, 5]], 'ecology');
  const sorted = [town, large, small, own, point].sort(byMeaning({theme: 'transport'}));
  assert.deepEqual(
    sorted.map(f => f.id),
    ['point', 'own', 'small', 'large', 'town'],
  );
  const layer = {visible: true, definition: {interactive: true}, features: [large, {...small, shown: false}, point]};
  const off = {visible: false, definition: {interactive: true}, features: [own]};
  const found = featuresAt(MAP, [layer, off], {lat: 5, lng: 5}, 1, {theme: 'transport'});
  assert.deepEqual(
    found.map(f => f.id),
    ['point', 'large'],
  );
});

test('of lines within reach a project comes before a nearer river, and of projects the nearest; then areas', () => {
  const of = (id, geometry, context = false) => ({
    id,
    shown: true,
    shape: shape(...geometry),
    layer: {id, definition: {theme: 'base', context}},
  });
  const row = y => ['LineString', [[0, y], [10, y]]]; // prettier-ignore
  const features = [
    of('area', ['Polygon', [SQUARE]]),
    of('river', row(5), true),
    of('far', ['LineString', [[4, 11], [6, 11]]]), // prettier-ignore
    of('near', row(7)),
    of('station', ['Point', [5, 6]], true),
  ];
  const layer = {visible: true, definition: {interactive: true}, features};
  const found = featuresAt(MAP, [layer], {lat: 5, lng: 5}, 8, {theme: null});
  assert.deepEqual(
    found.map(f => f.id),
    ['station', 'near', 'far', 'river', 'area'],
  );
});

test('every type of geometry is hit by its parts', () => {
  const far = SQUARE.map(([x, y]) => [x + 100, y]);
  const areas = shape('MultiPolygon', [[SQUARE, HOLE], [far]]);
  const inside = [[2, -2], [5, -5], [105, -5], [50, -5]].map(at => areas.hit(at, 0)); // prettier-ignore
  assert.deepEqual(inside, [true, false, true, false]);
  const lines = shape('MultiLineString', [[[0, 0], [10, 0]], [[0, 50], [10, 50]]]); // prettier-ignore
  assert.deepEqual([[5, 0], [5, -50], [5, -25]].map(at => lines.hit(at, 1)), [true, true, false]); // prettier-ignore
  const points = shape('MultiPoint', [[0, 0], [30, 0]]); // prettier-ignore
  assert.deepEqual([[0, 0], [30.9, 0], [15, 0]].map(at => points.hit(at, 1)), [true, true, false]); // prettier-ignore
  // the tolerance is the same around each point, at the edge of the shape's box and within it
  const around = [[-1, 0], [-1.1, 0], [1, 0], [1.1, 0]].map(at => points.hit(at, 1)); // prettier-ignore
  assert.deepEqual(around, [true, false, true, false]);
  assert.throws(() => shape('GeometryCollection', []), /GeometryCollection/);
});
