// A panel of sections with rows: a town profile, indicators, a plate, search results.

import {button, element, withChinese} from '../dom.js';
import {ask, keep, named} from './focus.js';
import {chip, isWebAddress, outsideLink, staleMark, takes} from './parts.js';

/** @import {Acts, Item, Mount, Panel, PanelRow, Section} from '../types.d.ts' */
/** @typedef {Omit<Acts, 'close' | 'town'> & Partial<Acts>} PanelActs without `town`, towns are no links */

/**
 * A text whose part `mark`, [start, end], is marked, as nodes and texts.
 *
 * @type {(text: string, mark: [number, number] | null) => (string | Node)[]}
 */
const marked = (text, mark) =>
  mark ? [text.slice(0, mark[0]), element('mark', '', text.slice(...mark)), text.slice(mark[1])] : [text];

// What a click on an item does: select a feature, open a clause, choose a town; `null`: nothing.
/** @type {(act: PanelActs, item: Pick<Item, 'select' | 'read' | 'town'>) => ((event: MouseEvent) => void) | null} */
const clickOf = (act, {select, read, town}) => {
  if (select)
    return event => {
      ask(/** @type {HTMLElement} */ (event.currentTarget), select, event);
      act.select(select);
    };
  if (read) return () => act.read(read);
  const {town: choose} = act;
  return town && choose ? () => choose(town) : null;
};

/**
 * A line of a cell.
 *
 * @type {(act: PanelActs, item: Item) => HTMLElement}
 */
export const item = (act, {text, about, state, small, select, read, town, url, go: address, mark, ...check}) => {
  /** @type {(place: 'text' | 'small') => [number, number] | null} */
  const within = place => (mark?.[2] === place ? [mark[0], mark[1]] : null);
  const words = marked(text, within('text'));
  const click = clickOf(act, {select, read, town});
  /** @type {HTMLElement} */
  let name = element('span', '', text);
  if (url && isWebAddress(url)) name = outsideLink('link', text, url);
  else if (address) {
    name = Object.assign(element('a', 'link atlas-go', ...words), {href: address});
  } else if (click) {
    name = named(button('link', '', click), `item:${select ?? read ?? town}`);
    name.append(...words);
  }
  const place = within('small');
  const below = small && element('small', '', ...(place ? marked(small, place) : withChinese(small)));
  const line = about && element('small', 'about', about);
  return element('li', '', name, state && chip(state), line, staleMark(check), below);
};

/**
 * A label as texts that may wrap after each underscore, since names of fields have no spaces.
 *
 * @type {(label: string) => (string | Node)[]}
 */
const wrapping = label => label.split(/(?<=_)/).flatMap((part, index) => (index ? [element('wbr'), part] : [part]));

/**
 * A row; a single cell spans the columns, of which `chosen` is the number of one that is marked.
 *
 * @type {(act: PanelActs, row: PanelRow, columns: number, chosen?: number) => HTMLElement}
 */
const row = (act, {label, cells}, columns, chosen) => {
  const nodes = cells.map((items, index) => {
    const cell = element('td', '', element('ul', '', ...items.map(each => item(act, each))));
    if (!label) cell.colSpan = 2;
    else if (cells.length < columns) cell.colSpan = columns;
    else if (index === chosen) cell.className = 'marked';
    return cell;
  });
  return element('tr', '', label && element('th', '', ...wrapping(label)), ...nodes);
};

/** @type {(act: PanelActs, section: Section) => HTMLElement} */
const section = (act, {title, colour, rows, fold, aside, heads = [], marked: chosen}) => {
  const names = heads.map((name, index) => element('th', index === chosen ? 'marked' : '', name));
  const body = element(
    'table',
    heads.length > 0 ? 'eras' : '',
    names.length > 0 && element('tr', '', element('td', 'corner'), ...names),
    ...rows.map(each => row(act, each, heads.length, chosen)),
  );
  const head = title && element('h2', '', title, aside && element('small', '', aside));
  const node = fold ? element('details', '', element('summary', '', head), body) : element('section', '', head, body);
  if (colour) node.style.setProperty('--theme', colour);
  return node;
};

/**
 * Show sections of rows in `root`.
 *
 * @type {(root: Mount, data: Panel, act: PanelActs) => void}
 */
export const sections = (root, data, act) => {
  root.classList.add('atlas-panel');
  const names = data.columns.map(name => element('td', '', name));
  const leaf = element(
    'div',
    `atlas-leaf columns-${Math.max(data.columns.length, 1)}`,
    names.length > 0 && element('table', 'heads', element('tr', '', element('td', 'corner'), ...names)),
    ...data.sections.map(each => section(act, each)),
    data.note && element('p', 'note', data.note),
  );
  keep(root, () => root.replaceChildren(leaf));
  if (data.takes?.length) leaf.prepend(takes(data.takes));
  if (data.print) leaf.prepend(button('print', data.print, () => window.print()));
};
