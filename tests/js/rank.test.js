import assert from 'node:assert/strict';
import {test} from 'node:test';

import {rank} from '../../static/finder/rank.js';
import {suggest} from '../../static/finder/wants.js';

const TODAY = '2026-11-30';
const FRESH = '2027-01-01';

// A site of which everything is unknown but what is given.
const site = (id, known = {}) => ({
  id,
  name: id,
  industries: [],
  named: {},
  certified: '',
  offers: [],
  area: null,
  ways: {},
  eco: null,
  ...known,
});
const offer = (ha, last = FRESH) => ({ha, check_after: last});
const search = (needs = {}, {want = null, industries = null, park = false, weights = {}} = {}) => ({
  want,
  industries,
  park,
  needs,
  weights,
});
const find = (sites, ...wanted) => rank(sites, search(...wanted), TODAY);
const rounded = score => score && score.map(n => Math.round(n * 1000) / 1000);
const ids = list => list.map(({id}) => id);

// What one site scores, or why it is out: [what is known of it, needs, wanted industries, score or reason, shortfall].
const CASES = [
  ['the industry itself', {industries: ['rubber']}, {}, ['rubber', 'chemical'], [0.75, 0.75]],
  ['what is wanted by name', {industries: ['chemical'], named: {tyres: '轮胎'}}, {}, ['rubber', 'chemical'], [1, 1]],
  ['something else by name', {industries: ['rubber'], named: {seals: '密封件'}}, {}, ['rubber'], [0.75, 0.75]],
  ['a related industry', {industries: ['food', 'chemical']}, {}, ['rubber', 'chemical'], [0.5, 0.5]],
  ['industries that are unknown', {}, {}, ['rubber'], [0, 1]],
  ['another industry', {industries: ['food']}, {}, ['rubber'], 'industry', 1],
  ['a way within the limit', {ways: {hsr: [10, 20]}}, {hsr: 40}, null, [0.5, 0.75]],
  ['a way that may be too long', {ways: {hsr: [10, 60]}}, {hsr: 40}, null, [0, 0.75]],
  ['a way of which only the least is known', {ways: {hsr: [10, null]}}, {hsr: 40}, null, [0, 0.75]],
  ['a way that is unknown', {}, {hsr: 40}, null, [0, 1]],
  ['a way just at the limit', {ways: {hsr: [40, 50]}}, {hsr: 40}, null, [0, 0]],
  ['a way that is too long at best', {ways: {hsr: [50, 60]}}, {hsr: 40}, null, 'far', 0.25],
  ['a way too long at best, its length unknown', {ways: {hsr: [50, null]}}, {hsr: 40}, null, 'far', 0.25],
  ['a limit of nought, and a place that may be there', {ways: {hsr: [0, 5]}}, {hsr: 0}, null, [0, 0]],
  ['land enough', {offers: [offer(10), offer(30)]}, {land: 20}, null, [1, 1]],
  ['land enough only taken together', {offers: [offer(12), offer(12)]}, {land: 20}, null, [0, 1]],
  ['too little land', {offers: [offer(5), offer(10)]}, {land: 20}, null, 'land', 0.25],
  ['land that is unknown', {area: 100}, {land: 20}, null, [0, 1]],
  ['an entry on its last day', {offers: [offer(10, TODAY)]}, {land: 20}, null, 'land', 0.5],
  ['an entry past its day', {offers: [offer(10, '2026-11-29')]}, {land: 20}, null, [0, 1]],
  ['an entry without a day', {offers: [offer(30, null)]}, {land: 20}, null, [0, 1]],
  ['one entry too small, another past its day', {offers: [offer(10), offer(9, '2020-01-01')]}, {land: 20}, null, [0, 1]],
  ['a site smaller than the land needed', {area: 15}, {land: 20}, null, 'area', 0.25],
  ['a zone far enough', {eco: [5, 9]}, {eco: 5}, null, [1, 1]],
  ['a zone that may be too near', {eco: [0, 9]}, {eco: 5}, null, [0, 1]],
  ['a zone that is too near for certain', {eco: [0, 4]}, {eco: 5}, null, 'near', 0.2],
  ['a zone at an unknown distance', {}, {eco: 5}, null, [0, 1]],
  ['the mean of what is asked', {ways: {hsr: [10, 20], airport: [0, 0]}}, {hsr: 40, airport: 9}, null, [0.75, 0.875]],
]; // prettier-ignore

test('chemicals lead to the certified chemical park, whatever others name', () => {
  const sites = [
    site('names it', {industries: ['chemical'], named: {coatings: '涂料'}}),
    site('near the station', {industries: ['chemical'], ways: {hsr: [0, 0]}}),
    site('certified', {industries: ['chemical'], certified: '化工产业园', ways: {hsr: [10, 50]}}),
    site('unknown'),
  ];
  const wanted = {want: 'coatings', industries: ['chemical'], park: true};
  const {fitting} = find(sites, {}, wanted);
  assert.equal(fitting[0].id, 'certified');
  const scores = fitting.map(({id, score, sure}) => [id, score, sure]);
  assert.deepEqual(scores[0], ['certified', [1, 1], true]);
  assert.deepEqual(
    scores.find(([id]) => id === 'names it'),
    ['names it', [0.5, 0.5], false],
  );
  // also where its own place in the group of what is to be checked would be lower
  assert.equal(find(sites, {hsr: 40}, {...wanted, weights: {hsr: 5, industry: 1}}).fitting[0].id, 'certified');
  assert.equal(find(sites, {}, {...wanted, park: false}).fitting[0].id, 'names it');
});

test('each criterion has its score or its veto', () => {
  const wrong = CASES.flatMap(([name, known, needs, industries, wanted, shortfall]) => {
    const {fitting, misses} = find([site('a', known)], needs, {want: 'tyres', industries});
    const [miss] = misses;
    const found = miss ? [miss.vetoes[0].reason, miss.shortfall] : [rounded(fitting[0].score)];
    const expected = miss ? [wanted, shortfall] : [wanted];
    return JSON.stringify(found) === JSON.stringify(expected) ? [] : [{name, found, expected}];
  });
  assert.deepEqual(wrong, []);
});

test('a veto is not outweighed, not even with weight nought', () => {
  const far = site('far', {industries: ['food'], ways: {hsr: [41, 45]}});
  const {fitting, misses} = find([far], {hsr: 40}, {industries: ['food'], weights: {industry: 5, hsr: 0}});
  assert.deepEqual([ids(fitting), misses[0].vetoes.map(({key}) => key)], [[], ['hsr']]);
});

test('what fits for certain comes first, then by the middle of the range', () => {
  const sites = [
    site('near', {ways: {hsr: [8, 8]}}), // 0.8
    site('unknown'), // 0 to 1
    site('far', {ways: {hsr: [24, 24]}}), // 0.4
    site('vague', {ways: {hsr: [0, 30]}}), // 0.25 to 1
  ];
  const {fitting, open} = find(sites, {hsr: 40});
  assert.deepEqual(ids(fitting), ['near', 'vague', 'far', 'unknown']);
  assert.deepEqual(
    fitting.map(one => one.sure),
    [true, true, true, false],
  );
  const others = [site('later'), site('sooner', {ways: {hsr: [0, 50]}}), site('least', {ways: {hsr: [20, 50]}})];
  assert.deepEqual(ids(find(others, {hsr: 40}).fitting), ['later', 'sooner', 'least']); // 0.5, 0.5, 0.25
  assert.equal(open, true); // the second may be better than the first
  assert.equal(find([sites[0], sites[2]], {hsr: 40}).open, false);
});

test('equal middles go by name, whatever their ranges', () => {
  const sites = [site('c', {ways: {hsr: [20, 20]}}), site('b'), site('a', {ways: {hsr: [10, 30]}})];
  assert.deepEqual(ids(find(sites, {hsr: 40, eco: 5}).fitting), ['a', 'b', 'c']);
});

test('scores are the weighted mean; the usual weight is 3', () => {
  const known = {industries: ['food'], ways: {hsr: [20, 20]}, eco: [0, 9]};
  const wanted = {industries: ['food'], weights: {industry: 5, eco: 1}};
  const [{score, criteria}] = find([site('a', known)], {hsr: 40, eco: 5}, wanted).fitting;
  assert.deepEqual(
    criteria.map(one => one.score),
    [[0.75, 0.75], [0.5, 0.5], [0, 1]],
  ); // prettier-ignore
  assert.deepEqual(rounded(score), [0.583, 0.694]); // (3.75 + 1.5 + 0 to 1) / 9
});

test('without weights there is no order, and no score', () => {
  const sites = [site('b', {ways: {hsr: [1, 1]}}), site('a', {ways: {hsr: [9, 9]}})];
  const {fitting, ordered, order, open} = find(sites, {hsr: 40}, {weights: {hsr: 0}});
  assert.deepEqual([ids(fitting), fitting[0].score, ordered, order, open], [['a', 'b'], null, false, null, false]);
});

test('a change of weights by a fifth shows whether the order of the first places holds', () => {
  const a = site('a', {ways: {hsr: [0, 0], airport: [20, 20]}}); // 1 and 0.5
  const b = site('b', {ways: {hsr: [21, 21], airport: [0, 0]}}); // 0.475 and 1
  const c = site('c', {ways: {hsr: [36, 36], airport: [36, 36]}}); // 0.1 and 0.1
  const needs = {hsr: 40, airport: 40};
  const close = find([a, b, c], needs); // 0.75, 0.7375, 0.1
  assert.deepEqual(ids(close.fitting), ['a', 'b', 'c']);
  assert.deepEqual(close.order, {
    places: 3,
    moved: [
      {key: 'hsr', up: false, first: 'b'}, // (0.8·1 + 0.5) / 1.8 = 0.722, (0.8·0.475 + 1) / 1.8 = 0.767
      {key: 'airport', up: true, first: 'b'},
    ],
  });
  assert.deepEqual(find([a, c], needs).order, {places: 2, moved: []});
  assert.equal(find([a, b, c], {hsr: 40}).order, null); // one criterion has no order of weights
});

test('where nothing fits, each condition has what it excludes, and the nearest misses come first', () => {
  const sites = [
    site('other', {industries: ['food'], ways: {hsr: [10, 12]}}),
    site('both', {industries: ['food'], ways: {hsr: [44, 50]}}),
    site('near', {industries: ['rubber'], ways: {hsr: [44, 50]}}),
    site('far', {industries: ['rubber'], ways: {hsr: [80, 90]}}),
  ];
  const {fitting, misses, excluding} = find(sites, {hsr: 40}, {industries: ['rubber']});
  assert.deepEqual(fitting, []);
  assert.deepEqual(ids(misses), ['near', 'far', 'other', 'both']); // 0.1, 1, 1, 1.1
  assert.deepEqual(excluding, [
    {key: 'industry', all: 2, alone: 1},
    {key: 'hsr', all: 3, alone: 2},
  ]);
});

test('a condition is met for certain only if nothing unknown can break it', () => {
  const cases = [
    [{ways: {hsr: [10, 40]}}, {hsr: 40}, true],
    [{ways: {hsr: [10, 41]}}, {hsr: 40}, false],
    [{ways: {hsr: [10, null]}}, {hsr: 40}, false],
    [{}, {hsr: 40}, false],
    [{offers: [offer(20)]}, {land: 20}, true],
    [{offers: [offer(12), offer(12)]}, {land: 20}, false],
    [{area: 100}, {land: 20}, false],
    [{eco: [5, 9]}, {eco: 5}, true],
    [{eco: [4, 9]}, {eco: 5}, false],
    [{offers: [offer(20)], ways: {hsr: [10, 41]}}, {land: 20, hsr: 40}, false],
  ];
  const found = cases.map(([known, needs]) => find([site('a', known)], needs).fitting[0].sure);
  assert.deepEqual(
    found,
    cases.map(one => one[2]),
  );
});

test('the nearest misses are known ones that make what is wanted, with what would let them in', () => {
  const tyres = {industries: ['rubber']};
  const sites = [
    site('vague', {...tyres, ways: {hsr: [42, null]}}),
    site('far', {...tyres, ways: {hsr: [76.2, 89.5]}}),
    site('close', {...tyres, ways: {hsr: [49, 76.5]}}),
    site('other', {industries: ['food'], ways: {hsr: [1, 2]}}),
    site('zone', {...tyres, ways: {hsr: [1, 2]}, eco: [0, 1]}),
  ];
  const {misses} = find(sites, {hsr: 40, eco: 2}, tyres);
  assert.deepEqual(ids(misses), ['close', 'far', 'vague', 'zone', 'other']);
  assert.deepEqual(
    misses.map(({vetoes: [{relaxed}]}) => relaxed),
    [{to: 77, sure: true}, {to: 90, sure: true}, {to: 42, sure: false}, {to: 1, sure: false}, null],
  ); // prettier-ignore
  assert.deepEqual([misses[0].sure, find([sites[2]], {hsr: 40}).misses[0].sure], [false, true]);
});

test('words lead to what they mean, several words to what has most of them', () => {
  const wants = [
    {
      key: 'paint',
      label: '涂料颜料',
      words: ['油漆', 'Coatings', 'paint'],
      industries: [],
      spelt: {youqi: '油漆', yq: '油漆'},
    },
    {key: 'fine', label: '精细化工', words: ['化工', 'Fine chemicals', 'chemicals'], industries: [], spelt: {}},
    {key: 'tyres', label: '轮胎', words: ['Tyres', 'tire plant'], industries: [], spelt: {luntai: '轮胎', lt: '轮胎'}},
  ];
  const first = text => suggest(wants, text)[0]?.want.key;
  const words = ['化工', '涂料 化工油漆', '轮胎制造', 'FINE CHEMICALS', 'tire', 'paint、油漆', 'lunt', 'YQ', '船'];
  assert.deepEqual(words.map(first), ['fine', 'paint', 'tyres', 'fine', 'tyres', 'paint', 'tyres', 'paint', undefined]);
  assert.deepEqual(suggest(wants, ' '), []);
  assert.equal(suggest(wants, '油漆')[0].by, '油漆');
  assert.equal(suggest(wants, 'youq')[0].by, '油漆');
});
