import assert from 'node:assert/strict';
import {test} from 'node:test';

import {fragmentOf, readFragment} from '../../static/map/fragment.js';
import {View} from '../../static/map/view.js';

test('a view is read from the fragment that it was written to', () => {
  const written = fragmentOf(11.2549, 36.776543, 119.98, '&compare=plan,-roads/rail');
  assert.equal(written, '#map=11.25/36.7765/119.9800&compare=plan,-roads/rail');
  assert.deepEqual(readFragment(written), {zoom: 11.25, lat: 36.7765, lon: 119.98, compared: 'plan,-roads/rail'});
  assert.equal(readFragment(fragmentOf(10, 36.7, 120)).compared, undefined);
});

test('a fragment that names no view near the city is passed over', () => {
  for (const hash of ['', '#map=', '#map=11/36.7', '#map=5/36.7/120', '#map=11/51/0', '#map=11/36.7/120&compare=<b>'])
    assert.equal(readFragment(hash), null, hash);
});

// What `View` does when a state follows another one.
const follow = (before, state, {first = false, restored = false} = {}) => {
  const done = [];
  const note = name => argument => {
    if (name !== 'write') done.push(argument === undefined || argument === true ? name : `${name} ${argument}`);
  };
  const view = {
    restored,
    soon: look => look(),
    atlas: {state: {...STATE, ...state}, settled: () => ({then: act => act()})},
  };
  for (const name of ['begin', 'fly', 'towns', 'flyTo', 'spot', 'shape', 'write']) view[name] = note(name);
  View.prototype.follow.call(view, {...STATE, ...before}, first);
  return done;
};
const STATE = {towns: [], selected: null, spot: null, shape: null};

test('the view follows what changed in the state, and nothing else', () => {
  const shape = 'line:120,36;120,37';
  assert.deepEqual(follow({}, {selected: 'a'}, {first: true}), ['begin']);
  assert.deepEqual(follow({}, {}), []);
  assert.deepEqual(follow({}, {selected: 'a'}), ['flyTo a']);
  assert.deepEqual(follow({selected: 'a'}, {selected: 'a', lang: 'en'}), []);
  assert.deepEqual(follow({selected: 'a'}, {}), []); // a card was closed
  assert.deepEqual(follow({}, {towns: ['370283001'], selected: 'a'}), ['towns']);
  assert.deepEqual(follow({}, {home: 'plate', towns: ['370283001']}), ['fly plate']);
  assert.deepEqual(follow({}, {spot: [120, 36.8]}), ['spot']);
  assert.deepEqual(follow({spot: [120, 36.8]}, {spot: [120, 36.8], lang: 'en'}), []);
  assert.deepEqual(follow({}, {shape}), ['shape']);
  assert.deepEqual(follow({shape}, {shape}), []);
});

test('a view that the address names stays when the reader went back', () => {
  assert.deepEqual(follow({}, {selected: 'a'}, {restored: true}), []);
});

test('of two wishes to look elsewhere the last counts, and none once the reader has moved the map', async () => {
  globalThis.requestAnimationFrame = act => setTimeout(act);
  const looked = [];
  const view = {wishes: 0};
  const wish = name => View.prototype.soon.call(view, () => looked.push(name));
  await Promise.all([wish('one'), wish('another')]);
  assert.deepEqual(looked, ['another']);
  const waiting = wish('a third');
  view.wishes++; // as `movestart` and Back do
  await waiting;
  assert.deepEqual(looked, ['another']);
});
