import assert from 'node:assert/strict';
import {test} from 'node:test';

// The modules listen to the document as they load.
globalThis.document = {
  addEventListener: () => {},
  documentElement: {lang: 'en'},
  createElement: () => ({append() {}, setAttribute() {}}),
};
const deaf = {matches: false, addEventListener: () => {}};
globalThis.window = {...deaf, matchMedia: () => deaf};
const {viewSentence} = await import('../../static/panels/announcer.js');
const {placeAfter} = await import('../../static/panels/roving.js');
const {stepTo} = await import('../../static/map/follow.js');

const BOX = {w: 100, n: 50, e: 500, s: 350};

test('the map stays where it is while a feature is in view, and else moves just enough', () => {
  const at = (...points) => stepTo(points, BOX);
  assert.equal(at([100, 50], [500, 350]), null);
  assert.deepEqual(at([80, 200]), [-20, 0]);
  assert.deepEqual(at([510, 340], [520, 380]), [20, 30]);
  assert.deepEqual(at([90, 60], [120, 355]), [-10, 5], 'there is room for the whole line');
});

test('of what is larger than the map, its nearest point comes into view', () => {
  const at = (...points) => stepTo(points, BOX);
  assert.equal(at([-900, 200], [300, 200], [1500, 200]), null, 'a part of it is there');
  assert.deepEqual(at([-900, 20], [110, 20], [1500, -80]), [0, -30]);
});

test('keys move by a row, a page, or to an end, and never out of the list', () => {
  const after = (key, from) => placeAfter(key, from, 20, 6);
  assert.equal(after('ArrowDown', 3), 4);
  assert.equal(after('ArrowDown', 19), 19);
  assert.equal(after('ArrowUp', 0), 0);
  assert.equal(after('PageDown', 3), 9);
  assert.equal(after('PageDown', 17), 19);
  assert.equal(after('PageUp', 3), 0);
  assert.equal(after('Home', 9), 0);
  assert.equal(after('End', 0), 19);
});

test('a view is summed up by what is listed and what narrows it; what is not there is not said', () => {
  const forms = {
    'spoken.view': '{page}：{n} 项',
    'spoken.undrawn': '，{n} 项位置没有公布',
    'spoken.chosen': '；{names}',
    'spoken.year': '；{year} 年底',
    'spoken.other': '{page}：{text}',
    'list.joiner': '、',
  };
  const text = (key, values = {}) => forms[key].replace(/\{(\w+)\}/g, (_, name) => values[name]);
  const seen = {page: '交通项目', names: [], year: null, search: ''};
  assert.equal(
    viewSentence(text, {...seen, n: 32, undrawn: 14, town: 0, names: ['旧店镇', '规划'], year: '2027'}),
    '交通项目：32 项，14 项位置没有公布；旧店镇、规划；2027 年底',
  );
  assert.equal(viewSentence(text, {...seen, n: 0}), '交通项目：0 项');
  assert.equal(viewSentence(text, {...seen, page: '指标', other: '规划的指标。'}), '指标：规划的指标。');
});
