import assert from 'node:assert/strict';
import {test} from 'node:test';
import {plural} from '../../static/plural.js';

test('a text with a count has the form for its number, a text without forms stays', () => {
  const forms = {one: '{n} feature', other: '{n} features'};
  assert.deepEqual(
    [0, 1, 2, 21].map(n => plural(forms, n, 'en')),
    ['{n} features', '{n} feature', '{n} features', '{n} features'],
  );
  assert.equal(plural('{n} 个要素', 1, 'zh'), '{n} 个要素');
  assert.equal(plural('Clear', undefined, 'en'), 'Clear');
});
