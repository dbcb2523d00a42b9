// The top of the panel: what the page is about, the overview's ways in and figures, the states of the projects.

import {NARROW} from '../device.js';
import {element} from '../dom.js';
import {myTown} from '../towns/mytown.js';

/** @import {Page} from '../page.js' */
/** @import {Browsing} from '../state/browsing.js' */
/** @import {FilterFeature, Selected, Words} from '../types.d.ts' */

/** @type {(page: Words['pages'][string]) => HTMLElement} */
export const lead = ({name, colour, lead: text}) => {
  const node = element('header', 'atlas-lead', element('h1', '', name), element('p', '', text));
  node.style.setProperty('--theme', colour);
  return node;
};

/** @type {(words: Words, browsing: Browsing) => HTMLElement} */
export const doors = (words, browsing) =>
  element(
    'div',
    'atlas-doors',
    ...words.doors.map(({who, title, text, links}) =>
      element(
        'section',
        `atlas-door door-${who}`,
        element('p', '', element('b', '', title), element('span', '', text)),
        ...links.map(link => Object.assign(element('a', 'atlas-go', link.text), {href: browsing.link(link.page)})),
      ),
    ),
  );

/**
 * The tours, each a link to its first step.
 *
 * @type {(words: Words, browsing: Browsing) => HTMLElement | null}
 */
export const tourLinks = ({tours, texts}, browsing) => {
  if (!tours.length) return null;
  const links = tours.map(({id, title}) =>
    Object.assign(element('a', 'atlas-go', title), {href: browsing.link('tours', {tour: id, step: '1'})}),
  );
  return element('nav', 'atlas-tourlinks', element('b', '', String(texts['tour.short'])), ...links);
};

/** @type {(words: Words) => HTMLElement} */
export const glance = ({glance: {title, facts}}) =>
  element(
    'section',
    'atlas-glance',
    element('h2', '', title),
    element(
      'dl',
      '',
      ...facts.map(([label, text, note]) => {
        const fact = element('div', '', element('dt', '', label), element('dd', '', text));
        if (note) fact.title = note;
        return fact;
      }),
    ),
  );

/**
 * How many of the features have which status, in the order of the words; how many have one at all, how many of these
 * rest on the plan of 2021 alone, and for how many of them news was looked for.
 *
 * @type {(names: Record<string, string>, features: FilterFeature[]) => {counts: {name: string, n: number}[],
 *   total: number, old: number, checked: number}}
 */
export const countStates = (names, features) => {
  const known = features.filter(({status}) => status);
  const counts = Object.entries(names).map(([status, name]) => ({
    name,
    n: known.filter(f => f.status === status).length,
  }));
  const old = known.filter(f => f.old);
  const checked = old.filter(f => f.old === 'checked').length;
  return {counts: counts.filter(({n}) => n), total: known.length, old: old.length, checked};
};

/**
 * How many of the listed features are in which state, and what these rest on; at the end of a year, how many have no
 * date.
 *
 * @type {(words: Words, features: FilterFeature[], year: {year: string | null, undated?: number},
 *   text: (key: string, values: Record<string, number | string>) => string) => HTMLElement | null}
 */
export const states = (words, features, {year, undated = 0}, text) => {
  const {counts, ...figures} = countStates(words.options.statuses, features);
  if (!figures.total && !undated) return null;
  return element(
    'div',
    'atlas-states',
    ...counts.map(({name, n}) => element('span', '', `${name} `, element('b', '', String(n)))),
    element(
      'small',
      '',
      year ? text('state.then', {year, n: undated}) : text('state.summary', {n: figures.old, ...figures}),
    ),
  );
};

/**
 * The parts that stand above a page's own: none beside a card, where there is no room for them. On a phone the card is
 * over the page, which must not move.
 *
 * @type {(page: Page, words: Words, listed: Selected['listed']) => Node[]}
 */
export const introduction = (page, words, listed) => {
  const {browsing, towning} = page;
  const {key, parts} = browsing.page;
  if ((browsing.chosen.selected && !NARROW.matches) || browsing.step) return [];
  /** @param {string} part */
  const has = part => parts.includes(part);
  /** @type {Page['text']} */
  const text = (name, values) => page.text(name, values);
  const features = listed.map(({feature}) => ({...feature, status: browsing.status(feature)}));
  const found = [
    !towning.code && lead(words.pages[key]),
    (has('doors') || has('towns')) && !towning.code && myTown(words, browsing, text, () => page.show()),
    has('doors') && doors(words, browsing),
    key === 'overview' && has('tours') && tourLinks(words, browsing),
    has('glance') && glance(words),
    has('states') && states(words, features, browsing.inYear(listed), text),
  ];
  return found.filter(part => part instanceof Node);
};
