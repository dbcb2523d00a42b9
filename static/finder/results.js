// The results of a search for a site: those that fit, the best first, then those that do not, each with its reason.

import {button, element} from '../dom.js';
import {ask, named} from '../panels/focus.js';
import {chip} from '../panels/parts.js';
import {isNear} from './rank.js';

/** @import {Explainer} from './explain.js' */
/** @import {Miss, Ranked, Ranking} from '../types.d.ts' */
/** @typedef {{select: (id: string) => void, tick: (id: string) => void}} ResultActs */
/** @typedef {{selected: string | null, compared: string[], narrowed: number | null}} Shown */

const NEAREST = 3; // misses that are shown where nothing fits

/** @type {(id: string, name: string, key: string, act: ResultActs) => HTMLElement} */
const link = (id, name, key, act) => {
  /** @type {HTMLElement} */
  const node = named(
    button('name', name, event => {
      ask(node, id, event);
      act.select(id);
    }),
    `${key}:${id}`,
  );
  return node;
};

// The score as a bar: what is certain is full, what is unknown is hatched.
/** @param {Ranked} ranked */
const bar = ({score}) => {
  if (!score) return '';
  const [low, high] = score;
  const certain = element('i', 'certain');
  const unknown = element('i', 'unknown');
  certain.style.width = `${low * 100}%`;
  unknown.style.width = `${(high - low) * 100}%`;
  const node = element('span', 'bar', certain, unknown);
  node.setAttribute('aria-hidden', 'true');
  return node;
};

/** @type {(id: string, name: string, explainer: Explainer) => HTMLElement} */
const star = (id, name, explainer) => {
  const node = named(
    button('atlas-star', '', () => {}),
    `star:${id}`,
  );
  node.dataset.id = id;
  node.setAttribute('aria-label', explainer.say('finder.star', {name}));
  return node;
};

/** @type {(id: string, name: string, explainer: Explainer, shown: Shown, act: ResultActs) => HTMLElement} */
const tick = (id, name, explainer, {compared}, act) => {
  const input = named(element('input'), `tick:${id}`);
  input.type = 'checkbox';
  input.checked = compared.includes(id);
  input.setAttribute('aria-label', explainer.say('finder.compare_one', {name}));
  input.addEventListener('change', () => act.tick(id));
  return element('label', 'tick', input, explainer.say('finder.compare'));
};

/** @type {(ranked: Ranked, place: number, explainer: Explainer, shown: Shown, act: ResultActs) => HTMLElement} */
const hit = (ranked, place, explainer, shown, act) => {
  const {id, name} = ranked;
  const {standing, state} = explainer.sites.get(id) ?? {};
  const where = {undrawn: 'finder.undrawn', town: 'finder.town', placed: ''}[standing ?? 'placed'];
  const head = element(
    'div',
    'head',
    element('span', 'number', String(place)),
    link(id, name, 'hit', act),
    star(id, name, explainer),
  );
  const score = element('div', 'score', bar(ranked), element('span', '', explainer.score(ranked)));
  const node = element(
    'li',
    id === shown.selected ? 'chosen' : '',
    head,
    ranked.score && score,
    element('p', 'reason', explainer.reason(ranked)),
    element('p', 'unknowns', explainer.unknowns(ranked)),
    element(
      'div',
      'foot',
      tick(id, name, explainer, shown, act),
      state && chip(state),
      where && element('small', '', explainer.say(where)),
    ),
  );
  node.dataset.id = id;
  return node;
};

/** @type {(misses: Miss[], explainer: Explainer, act: ResultActs, relaxed?: boolean) => HTMLElement} */
const missed = (misses, explainer, act, relaxed = false) =>
  element(
    'ul',
    'misses',
    ...misses.map(miss =>
      element(
        'li',
        '',
        link(miss.id, miss.name, 'miss', act),
        element('p', 'reason', explainer.misses(miss)),
        relaxed && element('p', 'relaxed', explainer.relaxed(miss)),
      ),
    ),
  );

/** @type {(ranking: Ranking, explainer: Explainer, act: ResultActs) => (HTMLElement | false)[]} */
const nothing = (ranking, explainer, act) => [
  element('p', 'none', explainer.say('finder.none')),
  element('ul', 'excluding', ...explainer.excluding(ranking).map(text => element('li', '', text))),
  ...(ranking.misses.some(isNear)
    ? [element('h3', '', explainer.say('finder.nearest')), missed(nearest(ranking), explainer, act, true)]
    : []),
];

/** @type {(ranking: Ranking) => Miss[]} */
const nearest = ({misses}) => misses.filter(isNear).slice(0, NEAREST);

/** @type {(found: Ranked[], before: number, explainer: Explainer, shown: Shown, act: ResultActs) => HTMLElement} */
const numbered = (found, before, explainer, shown, act) => {
  const node = element('ol', '', ...found.map((one, index) => hit(one, before + index + 1, explainer, shown, act)));
  node.start = before + 1;
  return node;
};

/** @type {(ranking: Ranking, explainer: Explainer, shown: Shown, act: ResultActs) => HTMLElement[]} */
const groups = ({fitting}, explainer, shown, act) => {
  const certain = fitting.filter(({sure}) => sure);
  const rest = fitting.filter(({sure}) => !sure);
  return [
    ...(certain.length
      ? [element('h3', '', explainer.say('finder.certain')), numbered(certain, 0, explainer, shown, act)]
      : []),
    ...(rest.length
      ? [element('h3', '', explainer.say('finder.maybe')), numbered(rest, certain.length, explainer, shown, act)]
      : []),
  ];
};

/**
 * The list of results.
 *
 * @type {(ranking: Ranking, explainer: Explainer, shown: Shown, act: ResultActs) => HTMLElement}
 */
export const results = (ranking, explainer, shown, act) => {
  const {fitting, misses, asked} = ranking;
  const certain = fitting.filter(({sure}) => sure).length;
  const counts = [explainer.say('finder.found', {n: certain})];
  if (fitting.length > certain) counts.push(explainer.say('finder.open_count', {n: fitting.length - certain}));
  if (misses.length) counts.push(explainer.say('finder.out', {n: misses.length}));
  if (shown.narrowed !== null) counts.push(explainer.say('finder.narrowed', {n: shown.narrowed}));
  const status = element('p', 'counts', counts.join(explainer.say('list.comma')));
  status.setAttribute('role', 'status');
  const rest = fitting.length ? misses : misses.filter(miss => !nearest(ranking).includes(miss));
  const fold = element(
    'details',
    'rest',
    named(element('summary', '', explainer.say('finder.why_out')), 'rest'),
    missed(rest, explainer, act),
  );
  return element(
    'section',
    'atlas-hits',
    status,
    ...explainer.order(ranking).map(text => element('p', 'order', text)),
    asked.includes('eco') && element('p', 'order', explainer.say('finder.eco_note')),
    ...(fitting.length || !misses.length ? [] : nothing(ranking, explainer, act)),
    ...groups(ranking, explainer, shown, act),
    rest.length > 0 && fold,
  );
};
