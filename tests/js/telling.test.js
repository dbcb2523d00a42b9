import assert from 'node:assert/strict';
import {test} from 'node:test';

// The module listens to the document, and to the address that Streamlit writes.
globalThis.document = {addEventListener: () => {}, baseURI: 'http://localhost/data'};
globalThis.window = {location: {pathname: '/data'}, history: {}};
const {parse, vocabulary, write} = await import('../../static/state/address.js');
const {Telling} = await import('../../static/state/telling.js');

const parameter = (name, form, values = '', usual = '') => ({name, field: name, form, values, default: usual});
const DATA = {
  grammar: [parameter('town', 'list', 'towns'), parameter('off', 'list', 'towns'), parameter('search', 'text'), parameter('lang', 'one', 'lang', 'zh')],
  known: ['town', 'off', 'search', 'lang'],
  limits: {items: 9, search: 60, metres: 9, shape: 9, extent: []},
  ids: {},
  values: {towns: ['a', 'b', 'c'], lang: ['zh', 'en']},
  pages: [
    {key: 'data', follows: ['*']},
    {key: 'transport', follows: []},
  ],
}; // prettier-ignore
const words = vocabulary(DATA);

/** A reader at an address, and what Python is told. */
const at = (query, page = 'data') => {
  const told = [];
  const browsing = {data: DATA, words, page: DATA.pages.find(({key}) => key === page)};
  const to = next => Object.assign(browsing, {...parse(words, next), lang: 'zh', query: next});
  browsing.take = change => to(write(words, {...browsing.chosen, ...change}, 'zh'));
  to(query);
  const telling = new Telling(browsing);
  const hear = next => telling.heard(page, next, (name, said) => told.push(said));
  return {browsing, telling, told, to, hear};
};
const pause = () => new Promise(done => setTimeout(done, 160));

test('what the page depends on is told once a pause, and not again', async () => {
  const {telling, told, to, hear} = at('');
  hear('');
  for (const query of ['town=a', 'town=b']) {
    to(query);
    telling.soon();
  }
  await pause();
  assert.deepEqual(told, ['town=b']);
  hear('town=b');
  await pause();
  assert.deepEqual(told, ['town=b']);
});

test('a page that depends on nothing is told nothing', async () => {
  const {telling, told, to, hear} = at('', 'transport');
  hear('');
  to('town=a');
  telling.soon();
  await pause();
  assert.deepEqual(told, []);
});

test('what was lost with the connection is told once more', async () => {
  const {telling, told, to, hear} = at('');
  hear('');
  to('town=a');
  telling.soon();
  await pause();
  hear(''); // Streamlit has connected anew and runs at the address that it knows
  await pause();
  assert.deepEqual(told, ['town=a', 'town=a']);
  hear('');
  await pause();
  assert.equal(told.length, 2); // not for ever
});

test('what an input changes is taken over, and a choice made meanwhile is kept', async () => {
  const {browsing, telling, to, hear} = at('');
  hear('');
  to('off=c');
  telling.soon();
  await pause(); // told, and not answered yet
  globalThis.window.history.pushState({}, '', '/data?town=a'); // Python answers what was asked before
  assert.equal(browsing.query, 'town=a&off=c');
  globalThis.window.history.pushState({}, '', '/elsewhere?town=b');
  assert.equal(browsing.query, 'town=a&off=c');
});
