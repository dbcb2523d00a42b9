import assert from 'node:assert/strict';
import {test} from 'node:test';

import {NO_CHOICE} from '../../static/state/seen.js';
import {select, switches} from '../../static/state/select.js';

/** The selection, its features by id. */
const chosenFrom = (data, chosen) => {
  const {listed, ...found} = select(data, data, chosen);
  return {...found, ids: listed.map(({feature}) => feature.id)};
};

const NOTHING = {...NO_CHOICE, off: [], on: []};
const DATA = {
  own: 'transport',
  layers: [
    {id: 'towns', theme: 'base', always: true, listed: false, hidden: [], hidden_when_chosen: []},
    {id: 'roads', theme: 'transport', always: false, listed: true, hidden: [], hidden_when_chosen: []},
    {id: 'parks', theme: 'industry', always: false, listed: true, hidden: ['parks'], hidden_when_chosen: []},
  ],
  order: ['parks', 'roads'],
  codes: {years: ['2020', '2021', '2022'], statuses: {built: 'b', planned: 'p'}, outcomes: {done: 'd', unknown: 'u'}},
  features: {
    towns: [{id: 't', kind: 'town'}],
    roads: [
      {id: 'a', kind: 'road', touches: ['1'], status: 'built'},
      {id: 'b', kind: 'rail', touches: ['1', '2'], status: 'planned'},
    ],
    parks: [{id: 'p', kind: 'park', touches: ['2'], status: null, industries: ['food']}],
  },
};

test('without a filter the page shows its own theme, all of it', () => {
  const found = chosenFrom(DATA, NOTHING);
  assert.deepEqual(found, {layers: {towns: null, roads: null}, hidden: [], ids: ['a', 'b'], unticked: 0});
});

test('a town keeps what touches it, as ordinals', () => {
  const found = chosenFrom(DATA, {...NOTHING, towns: ['2']});
  assert.deepEqual(found.layers, {towns: null, roads: [1]});
  assert.deepEqual(found.ids, ['b']);
});

test('a chosen theme comes after the own one and is not hidden', () => {
  const found = chosenFrom(DATA, {...NOTHING, themes: ['industry']});
  assert.deepEqual(found.ids, ['a', 'b', 'p']);
  assert.deepEqual(found.hidden, []);
});

test('what has no status or no industries passes those filters', () => {
  assert.deepEqual(chosenFrom(DATA, {...NOTHING, themes: ['industry'], statuses: ['built']}).ids, ['a', 'p']);
  assert.deepEqual(chosenFrom(DATA, {...NOTHING, themes: ['industry'], industries: ['chips']}).ids, ['a', 'b']);
});

test('a category that is switched off is counted and not listed', () => {
  const found = chosenFrom(DATA, {...NOTHING, off: ['roads/rail']});
  assert.deepEqual(found.ids, ['a']);
  assert.equal(found.unticked, 1);
});

test('the switches of a legend are its differences from the page', () => {
  assert.deepEqual(switches(DATA, NOTHING, ['roads']), {off: ['roads'], on: []});
  const all = {...DATA, own: null};
  assert.deepEqual(switches(all, NOTHING, []), {off: [], on: ['parks']});
});

test('at the end of a year shows what was there by then, with its status then, and what is undated', () => {
  const roads = [
    {id: 'a', kind: 'road', touches: [], status: 'built', years: '.pb', outcomes: '.ud'},
    {id: 'b', kind: 'road', touches: [], status: 'built'},
  ];
  const data = {...DATA, features: {...DATA.features, roads}};
  const ids = (/** @type {object} */ change) => chosenFrom(data, {...NOTHING, ...change}).ids;
  assert.deepEqual(ids({year: '2020'}), ['b']);
  assert.deepEqual(ids({year: '2021'}), ['a', 'b']);
  assert.deepEqual(ids({year: '2021', statuses: ['built']}), []);
  assert.deepEqual(ids({year: '2022', statuses: ['built']}), ['a']);
  assert.deepEqual(ids({statuses: ['built']}), ['a', 'b']);
});

test('an outcome is that of today, or of a year; what is no project has none', () => {
  const roads = [
    {id: 'a', kind: 'road', touches: [], status: 'built', years: '.pb', outcomes: '.ud', chapters: ['5']},
    {id: 'b', kind: 'road', touches: [], status: 'built'},
  ];
  const data = {...DATA, features: {...DATA.features, roads}};
  const ids = (/** @type {object} */ change) => chosenFrom(data, {...NOTHING, ...change}).ids;
  assert.deepEqual(ids({outcomes: ['done']}), ['a']);
  assert.deepEqual(ids({outcomes: ['done'], year: '2021'}), []);
  assert.deepEqual(ids({outcomes: ['unknown'], year: '2021'}), ['a']);
  assert.deepEqual(ids({chapters: ['5']}), ['a']);
  assert.deepEqual(ids({chapters: ['9']}), []);
});
