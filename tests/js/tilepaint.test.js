import assert from 'node:assert/strict';
import {test} from 'node:test';

globalThis.Path2D = class {
  steps = [];
  moveTo = (...at) => this.steps.push(['to', ...at]);
  lineTo = (...at) => this.steps.push(['to', ...at]);
};
const {paintTiles} = await import('../../static/map/tilepaint.js');
const {Tile} = await import('../../static/map/tiledata.js');

const EDGE = {color: 'black', weight: 2, lineCap: 'butt'};
const AT = {x: 0, y: 0, zoom: 0, extent: [0, 0, 256, 256]};

// What a canvas is told to paint of squares of so many px, at a number of pixels per px.
const painted = (style, sides, ratio = 1) => {
  const steps = sides.flatMap((side, i) => [i && 10 - sides[i - 1], 0, side, 0, 0, side, -side, 0, 0, -side]);
  const tile = new Tile({ordinals: sides.map((_, i) => i), sizes: sides.map(() => 5), steps}, 0);
  const calls = [];
  const told = what => path => calls.push([what, context.fillStyle, path.steps]);
  const context = {
    getTransform: () => ({a: ratio}),
    setLineDash: () => {},
    fill: told('fill'),
    stroke: told('stroke'),
    fillRect: (...box) => calls.push(['dot', context.fillStyle, box]),
  };
  const layer = {
    layer: {definition: {legend: [{kind: 'zone'}]}},
    styles: [{shape: 'area', ...style}],
    kinds: ['zone'],
    looks: sides.map(() => 0),
    shown: sides.map(() => 1),
  };
  paintTiles(context, layer, [tile], AT);
  return calls;
};

test('an area that is a mere dot is painted as a rectangle as large as its edge makes it', () => {
  const calls = painted({fill: 'green', strokes: [EDGE]}, [1]);
  assert.deepEqual(calls, [['dot', 'black', [-1, -1, 3, 3]]]);
});

test('larger areas keep their shape, and so do dots on a finer screen or with a soft edge', () => {
  const shapes = (style, sides, ratio) => painted(style, sides, ratio).map(([what]) => what);
  const plain = {fill: 'green', strokes: [EDGE]};
  assert.deepEqual(shapes(plain, [5]), ['fill', 'stroke']);
  assert.deepEqual(shapes(plain, [5, 1]), ['fill', 'stroke', 'dot']);
  assert.deepEqual(shapes(plain, [1], 3), ['fill', 'stroke']);
  assert.deepEqual(shapes({...plain, halo: [EDGE]}, [1]), ['fill', 'stroke', 'stroke']);
  assert.deepEqual(shapes({fill: 'green', strokes: []}, [1]), ['fill']);
});
