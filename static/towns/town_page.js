// A town's page for everybody: its projects by state, in the order of a resident's interest.

import {button, element} from '../dom.js';
import {copyButton} from '../panels/copylink.js';
import {ask, named} from '../panels/focus.js';
import {keepTown} from './mytown.js';
import {switchOf} from './town_list.js';

/** @import {TownData, TownPlace, TownRow, Words} from '../types.d.ts' */
/**
 * @typedef {{select: (id: string) => void, theme: (theme: string) => void, back: () => void, kept: () => void,
 *   fold: (key: string, open: boolean) => void, planners: () => void}} PageActs
 */
/** @typedef {(key: string, values?: Record<string, string | number> & {n?: number}) => string} Text */
/**
 * @typedef {{town: TownPlace, here: Set<string>, elsewhere: Set<string>, themes: string[], selected: string | null,
 *   year: string | null, open: Set<string>, planners: boolean}} Shown `here`: ids of the town's projects that pass the
 *   filter; `elsewhere`: of those of no town; `open`: keys of the folds that are open
 */

const ALL = ''; // the chip of all themes

/** @type {(row: TownRow, selected: boolean, text: Text, act: PageActs) => HTMLElement} */
const projectRow = (row, selected, text, act) => {
  const node = button('project', '', event => {
    ask(node, row.id, event);
    act.select(row.id);
  });
  node.append(
    element('b', '', row.name),
    element('span', 'state', row.state),
    row.more && element('span', 'more', row.more),
    element('small', '', [row.kind, row.place].filter(Boolean).join(' · ')),
  );
  const item = element('li', selected ? 'chosen' : '', named(node, `project:${row.id}`), copyButton(row, text, false));
  item.dataset.id = row.id;
  item.style.setProperty('--outcome', row.colour);
  return item;
};

/** @type {(ids: string[], data: TownData, shown: Shown, text: Text, act: PageActs) => HTMLElement} */
const rowsOf = (ids, data, {selected}, text, act) =>
  element('ul', 'projects', ...ids.map(id => projectRow(data.rows[id], id === selected, text, act)));

/** @type {(key: string, title: string, open: boolean, act: PageActs, ...children: HTMLElement[]) => HTMLElement} */
const fold = (key, title, open, act, ...children) => {
  const node = element('details', 'town-fold', named(element('summary', '', title), `fold:${key}`), ...children);
  node.open = open;
  node.addEventListener('toggle', () => act.fold(key, node.open));
  return node;
};

/** @type {(data: TownData, words: Words, shown: Shown, text: Text, act: PageActs) => HTMLElement | false} */
const themeChips = (data, words, {town, themes}, text, act) => {
  const there = new Set(town.groups.flatMap(({ids}) => ids.map(id => data.rows[id].theme)));
  const options = Object.entries(words.options.themes)
    .filter(([theme]) => there.has(theme) || themes.includes(theme))
    .map(([key, label]) => ({key, label}));
  if (options.length < 2 && !themes.length) return false;
  const all = {key: ALL, label: text('townpage.all_themes')};
  const pressed = themes.length === 1 ? themes[0] : themes.length ? '?' : ALL;
  return switchOf('town-themes', text('townpage.themes'), [all, ...options], pressed, act.theme);
};

/** @type {(data: TownData, shown: Shown, text: Text, act: PageActs) => HTMLElement[]} */
const groupsOf = (data, shown, text, act) =>
  shown.town.groups.flatMap(({key, title, ids}) => {
    const passing = ids.filter(id => shown.here.has(id));
    if (!passing.length) return [];
    const count = element('small', '', text('townpage.count', {n: passing.length}));
    const group = element('section', 'town-group', element('h2', '', title, count));
    group.dataset.group = key;
    group.style.setProperty('--outcome', data.rows[ids[0]].colour);
    group.append(rowsOf(passing, data, shown, text, act));
    return [group];
  });

/**
 * The page of a town.
 *
 * @type {(data: TownData, words: Words, shown: Shown, text: Text, act: PageActs) => HTMLElement}
 */
export const townPage = (data, words, shown, text, act) => {
  const {town, here, year} = shown;
  const back = named(button('back', `‹ ${text('townpage.back')}`, act.back), 'all-towns');
  const head = element(
    'header',
    'atlas-lead',
    back,
    element('h1', '', town.name),
    element('p', 'headline', town.headline, ' ', element('small', '', data.as_of)),
  );
  head.style.setProperty('--theme', words.pages.towns.colour);
  const print = Object.assign(element('a', 'take', town.take.text), {href: town.take.href, download: ''});
  const planners = named(button('planners', text('townpage.planners'), act.planners), 'planners');
  planners.setAttribute('aria-expanded', String(shown.planners));
  const folds = data.elsewhere.map(({title, note, ids}, place) => {
    const passing = ids.filter(id => shown.elsewhere.has(id));
    const rows = rowsOf(passing, data, shown, text, act);
    return fold(String(place), title, shown.open.has(String(place)), act, element('p', '', note), rows);
  });
  const filtered = here.size < town.total && text('townpage.shown', {n: here.size, total: town.total});
  return element(
    'section',
    'town-page',
    head,
    element('div', 'town-tools', keepTown(town.code, text, act.kept), print),
    themeChips(data, words, shown, text, act),
    year && element('p', 'hint', text('townpage.today', {year})),
    filtered && element('p', 'hint', here.size ? filtered : text('townpage.nothing')),
    ...groupsOf(data, shown, text, act),
    ...folds,
    element('p', 'hint', text('townpage.method')),
    planners,
  );
};
