// The table beside the map.

import {button, element} from '../dom.js';
import {ask, keep, named} from './focus.js';
import {chip} from './parts.js';

/** @import {Acts, Cell, Column, Mount, Row, Table} from '../types.d.ts' */
/** @typedef {number | null} Order the column that sorts, counted from 1, negative where it descends */
/** @typedef {HTMLElement & {order: Order, selected?: string | null}} TableBox */

/**
 * A figure in a language; as in the plan, Chinese figures below ten thousand have no separators.
 *
 * @type {(value: number, lang: string) => string}
 */
export const figure = (value, lang) =>
  value.toLocaleString(lang, {
    useGrouping: lang === 'en' || value >= 10000,
    maximumFractionDigits: 3,
  });

/** @param {Cell} cell */
const cellNode = cell => {
  if (typeof cell === 'number') return document.createTextNode(figure(cell, document.documentElement.lang));
  if (cell === null || typeof cell !== 'object') return document.createTextNode(cell ?? '–');
  if ('value' in cell) return document.createTextNode(cell.text);
  return 'below' in cell ? element('div', 'name', cell.text, element('small', '', cell.below)) : chip(cell);
};

/** @param {Cell} cell */
const value = cell => {
  if (cell === null || typeof cell !== 'object') return cell ?? '';
  return 'value' in cell ? cell.value : cell.text;
};

/**
 * Compare rows [id, cell, …] by the column `order`, counted from 1, descending where it is negative. Unknown values
 * come last.
 *
 * @type {(order: number) => (a: Row, b: Row) => number}
 */
export const compare = order => (a, b) => {
  const index = Math.abs(order);
  const x = value(a[index]);
  const y = value(b[index]);
  if (x === '' || y === '') return Number(x === '') - Number(y === '');
  const result = typeof x === 'number' && typeof y === 'number' ? x - y : String(x).localeCompare(String(y), 'zh');
  return order > 0 ? result : -result;
};

/** @type {(column: Column, index: number, order: Order, sort: (order: Order) => void) => HTMLElement} */
const headCell = (column, index, order, sort) => {
  const node = element('th', column.number ? 'number' : '');
  const ascending = index + 1;
  const sorted = order && Math.abs(order) === ascending;
  node.setAttribute('aria-sort', sorted ? (order > 0 ? 'ascending' : 'descending') : 'none');
  const first = column.number ? -ascending : ascending; // figures: the largest first
  const act = () => sort(order === first ? -first : order === -first ? null : first);
  node.append(named(button('', column.label, act), `column:${index}`));
  return node;
};

/** @type {(row: Row, table: Table, act: Pick<Acts, 'select'>) => HTMLElement} */
const bodyRow = ([id, ...cells], {columns, selected}, act) => {
  const row = element('tr', id === selected ? 'chosen' : '');
  cells.forEach((cell, index) => {
    const node = element('td', columns[index].number ? 'number' : '', cellNode(cell));
    node.dataset.label = columns[index].label;
    node.classList.toggle('none', cell == null);
    row.append(node);
  });
  named(row, `row:${id}`).dataset.id = id;
  row.tabIndex = 0;
  row.setAttribute('aria-selected', String(id === selected));
  /** @param {UIEvent} event */
  const choose = event => {
    ask(row, id, event);
    act.select(id);
  };
  row.addEventListener('click', choose);
  row.addEventListener('keydown', event => {
    if (event.key !== 'Enter' && event.key !== ' ') return;
    event.preventDefault();
    choose(event);
  });
  return row;
};

/**
 * Show a table in `root`; its order and its scroll position outlive new data.
 *
 * @type {(root: Mount, data: Table, act: Pick<Acts, 'select'>) => void}
 */
export const table = (root, data, act) => {
  /** @type {TableBox | null} */
  const previous = root.querySelector('.atlas-table');
  const order = previous?.order ?? null;
  const top = previous?.scrollTop ?? 0;
  /** @type {TableBox} */
  const box = Object.assign(element('div', 'atlas-table'), {order});
  root.classList.add('atlas-panel');
  /** @param {Order} column */
  const sort = column => {
    box.order = column;
    table(root, data, act);
  };
  const rows = order == null ? data.rows : [...data.rows].sort(compare(order));
  const head = element('tr', '', ...data.columns.map((column, index) => headCell(column, index, order, sort)));
  const body = element('tbody', '', ...rows.map(row => bodyRow(row, data, act)));
  box.append(element('table', '', element('thead', '', head), body));
  keep(root, () => root.replaceChildren(box));
  box.scrollTop = top;
  /** @type {HTMLElement | null} */
  const chosen = body.querySelector('.chosen');
  if (chosen && data.selected !== previous?.selected) {
    const {offsetTop} = chosen;
    if (offsetTop < box.scrollTop + 30 || offsetTop > box.scrollTop + box.clientHeight - 40)
      box.scrollTop = offsetTop - box.clientHeight / 3;
  }
  box.selected = data.selected;
};
