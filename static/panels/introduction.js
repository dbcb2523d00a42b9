// The top of the panel: what the page is about, the overview's ways in and figures, the states of the projects.

import {element} from '../dom.js';

/** @import {Browsing} from '../state/browsing.js' */
/** @import {FilterFeature, Words} from '../types.d.ts' */

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
