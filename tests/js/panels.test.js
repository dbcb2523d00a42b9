import assert from 'node:assert/strict';
import {test} from 'node:test';

// The modules listen to the document as they load.
globalThis.document = {addEventListener: () => {}};
const deaf = {matches: false, addEventListener: () => {}};
globalThis.window = {...deaf, matchMedia: () => deaf};
const {compare} = await import('../../static/panels/table.js');
const {figure} = await import('../../static/figure.js');
const {isPast, isWebAddress} = await import('../../static/panels/parts.js');

test('rows are sorted by a column, both ways, what is unknown last', () => {
  const rows = [['a', 2], ['b', null], ['c', 10], ['d', {value: 5, text: '5 km'}]]; // prettier-ignore
  const order = column => [...rows].sort(compare(column)).map(([id]) => id);
  assert.deepEqual(order(1), ['a', 'd', 'c', 'b']);
  assert.deepEqual(order(-1), ['c', 'd', 'a', 'b']);
});

test('Chinese figures have separators from ten thousand on, English ones always', () => {
  assert.equal(figure(9999, 'zh-CN'), '9999');
  assert.equal(figure(10000, 'zh-CN'), '10\u2009000');
  assert.equal(figure(1234.5678, 'en'), '1,234.568');
});

test('only an address of the web becomes a link', () => {
  assert.equal(isWebAddress('https://www.pingdu.gov.cn/'), true);
  for (const url of ['javascript:alert(1)', ' https://x', 'data:text/html,x', '//x'])
    assert.equal(isWebAddress(url), false);
});

test('an entry is due on the day after its last day, not on that day', () => {
  const at = (month, day) => new Date(2026, month - 1, day, 23, 59);
  assert.equal(isPast('2026-06-30', at(6, 30)), false);
  assert.equal(isPast('2026-06-30', at(7, 1)), true);
});
