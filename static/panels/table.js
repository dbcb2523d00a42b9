// The table beside the map.

import {button, element} from '../dom.js';
import {figure} from '../figure.js';
import {ask, keep, named} from './focus.js';
import {chip} from './parts.js';
import {rove, setStop, setTabStop} from './roving.js';

/** @import {Acts, Cell, Column, Mount, Row, Table} from '../types.d.ts' */
/** @typedef {number | null} Order the column that sorts, counted from 1, negative where it descends */
/**
 * @typedef {HTMLElement & {order: Order, selected?: string | null, rows: Map<string, HTMLElement>,
 *   key: string}} TableBox `rows`: by their cells
 */

/** @param {Cell} cell */
const cellNode = cell => {
  if (typeof cell === 'number') return document.createTextNode(figure(cell, document.documentElement.lang));
  if (cell === null || typeof cell !== 'object') return document.createTextNode(cell ?? '–');
  if ('value' in cell) return document.createTextNode(cell.text);
  if ('tone' in cell && cell.below) return element('div', 'state', chip(cell), element('small', '', cell.below));
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

/** @type {(column: Column, index: number, order: Order, sort: ((order: Order) => void) | null) => HTMLElement} */
const headCell = (column, index, order, sort) => {
  const node = element('th', column.number ? 'number' : '');
  node.setAttribute('role', 'columnheader');
  if (!sort) {
    node.append(element('span', '', column.label));
    return node;
  }
  const ascending = index + 1;
  const sorted = order && Math.abs(order) === ascending;
  node.setAttribute('aria-sort', sorted ? (order > 0 ? 'ascending' : 'descending') : 'none');
  const first = column.number ? -ascending : ascending; // figures: the largest first
  const act = () => sort(order === first ? -first : order === -first ? null : first);
  node.append(named(button('', column.label, act), `column:${index}`));
  return node;
};

/** @type {(row: Row, columns: Column[], act: Pick<Acts, 'select' | 'star'>) => HTMLElement} */
const bodyRow = ([id, ...cells], columns, act) => {
  const row = element('tr');
  row.setAttribute('role', 'row'); // the roles hold where the styles make cards of the rows
  cells.forEach((cell, index) => {
    const node = element('td', columns[index].number ? 'number' : '', cellNode(cell));
    node.setAttribute('role', 'gridcell');
    node.dataset.label = columns[index].label;
    node.classList.toggle('none', cell == null);
    row.append(node);
  });
  const star = act.star?.(id);
  if (star) row.firstElementChild?.prepend(star);
  Object.assign(named(row, `row:${id}`).dataset, {id, row: id});
  row.setAttribute('aria-label', String(value(cells[0])));
  setStop(row, false);
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
 * Show a table in `root`; its order, its rows and its scroll position outlive new data.
 *
 * @type {(root: Mount, data: Table, act: Pick<Acts, 'select' | 'star'>) => void}
 */
export const table = (root, data, act) => {
  const {columns, selected} = data;
  const key = JSON.stringify([columns, document.documentElement.lang]);
  /** @type {TableBox | null} */
  const previous = root.querySelector('.atlas-table');
  const order = data.more ? null : (previous?.order ?? null);
  /** @param {Order} column */
  const sort = column => {
    const box = /** @type {TableBox} */ (root.querySelector('.atlas-table'));
    box.order = column;
    table(root, data, act);
  };
  const head = element(
    'tr',
    '',
    ...columns.map((column, index) => headCell(column, index, order, data.more ? null : sort)),
  );
  head.setAttribute('role', 'row');
  const kept = previous?.key === key ? previous.rows : new Map();
  const rows = order == null ? data.rows : [...data.rows].sort(compare(order));
  const nodes = rows.map(row => {
    const cells = JSON.stringify(row);
    const node = kept.get(cells) ?? bodyRow(row, columns, act);
    kept.set(cells, node);
    return node;
  });
  root.classList.add('atlas-panel');
  keep(root, () => {
    if (previous?.key === key) {
      previous.querySelector('thead')?.replaceChildren(head);
      const body = previous.querySelector('tbody');
      const same = body && body.children.length === nodes.length && nodes.every((node, i) => node === body.children[i]);
      if (!same) body?.replaceChildren(...nodes);
      previous.querySelector('.more')?.replaceChildren(data.more ?? '');
      return;
    }
    /** @type {TableBox} */
    const box = Object.assign(element('div', 'atlas-table'), {order, rows: kept, key});
    box.append(grid(head, nodes), element('p', 'more', data.more));
    rove(box);
    root.replaceChildren(box);
  });
  const box = /** @type {TableBox} */ (root.querySelector('.atlas-table'));
  const inner = /** @type {HTMLElement} */ (box.firstElementChild);
  inner.setAttribute('aria-label', data.label ?? '');
  inner.setAttribute('aria-rowcount', String(data.total ?? rows.length));
  choose(box, selected);
  setTabStop(box);
};

// A grid of rows: screen readers leave the arrow keys to it, which they keep in a mere table.
/** @type {(head: HTMLElement, rows: HTMLElement[]) => HTMLElement} */
const grid = (head, rows) => {
  const node = element('table', '', element('thead', '', head), element('tbody', '', ...rows));
  node.setAttribute('role', 'grid');
  for (const part of node.children) part.setAttribute('role', 'rowgroup');
  return node;
};

/** @type {(box: TableBox, selected: string | null) => void} */
const choose = (box, selected) => {
  for (const row of box.rows.values()) {
    const chosen = row.dataset.id === selected;
    row.classList.toggle('chosen', chosen);
    row.setAttribute('aria-selected', String(chosen));
    if (chosen && selected !== box.selected && row.isConnected) setTabStop(box, row);
  }
  if (selected !== box.selected) seeChosen(box);
  box.selected = selected;
};

/**
 * Have the selected feature's row in view within the table, where it has one.
 *
 * @param {ParentNode} root
 */
export const seeChosen = root => {
  /** @type {HTMLElement | null} */
  const row = root.querySelector('.chosen');
  const box = row?.closest('.atlas-table');
  if (!row || !box) return;
  const {offsetTop} = row;
  if (offsetTop < box.scrollTop + 30 || offsetTop > box.scrollTop + box.clientHeight - 40)
    box.scrollTop = offsetTop - box.clientHeight / 3;
};
