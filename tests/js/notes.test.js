import assert from 'node:assert/strict';
import {test} from 'node:test';

import {Notes} from '../../static/feedback/notes.js';

/** A browser's storage: entries are own properties, as in browsers. */
class Storage {
  getItem(key) {
    return Object.hasOwn(this, key) ? this[key] : null;
  }

  setItem(key, value) {
    if (this.room === 0) throw new DOMException('', 'QuotaExceededError');
    this[key] = value;
  }

  removeItem(key) {
    delete this[key];
  }
}

const note = (text, at = '2026-03-01T09:30:00.000Z') => ({text, at, name: '高铁', link: '/transport?id=a'});

test('a note is kept by feature, the newest is listed first, an empty one is deleted', () => {
  const storage = new Storage();
  const notes = new Notes('/plans/', () => storage);
  assert.equal(notes.put('a', note('first')), '');
  assert.equal(notes.put('b', note('second', '2026-04-01T00:00:00.000Z')), '');
  assert.equal(notes.put('a', note('changed')), '');
  assert.deepEqual(
    notes.all().map(([id, {text}]) => [id, text]),
    [
      ['b', 'second'],
      ['a', 'changed'],
    ],
  );
  assert.deepEqual(new Notes('/other/', () => storage).all(), []);
  notes.put('b', note(''));
  notes.clear();
  assert.deepEqual(Object.keys(storage), []);
});

test('what others have stored is neither shown nor deleted', () => {
  const storage = new Storage();
  const notes = new Notes('/', () => storage);
  Object.assign(storage, {
    theme: 'dark',
    'atlas.note.1:/:a': '{"text": 5}',
    'atlas.note.1:/:b': '{',
    'atlas.note.2:/:c': '{}',
  });
  assert.equal(notes.get('a'), null);
  assert.deepEqual(notes.all(), []);
  notes.clear();
  assert.equal(Object.keys(storage).length, 4);
});

test('a full or forbidden storage is told from a saved note', () => {
  const full = Object.defineProperty(new Storage(), 'room', {value: 0, enumerable: false});
  assert.equal(new Notes('/', () => full).put('a', note('x')), 'full');
  const notes = new Notes('/', () => {
    throw new DOMException('', 'SecurityError');
  });
  assert.equal(notes.put('a', note('x')), 'blocked');
  assert.equal(notes.get('a'), null);
  assert.deepEqual(notes.all(), []);
  notes.drop('a');
});
