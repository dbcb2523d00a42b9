// Rows of a list as one stop of the Tab key: arrow keys move between them, and the row that had the focus last has
// it again.

const KEYS = ['ArrowDown', 'ArrowUp', 'PageDown', 'PageUp', 'Home', 'End'];

/** @type {(root: ParentNode) => HTMLElement[]} */
const rowsIn = root => [...root.querySelectorAll('[data-row]')].map(row => /** @type {HTMLElement} */ (row));

/**
 * The row that a node is in; `null`: none.
 *
 * @param {EventTarget | null} node
 * @returns {HTMLElement | null}
 */
export const rowOf = node => (node instanceof Element ? node.closest('[data-row]') : null);

/**
 * The row of a list that Tab leads to.
 *
 * @param {ParentNode} root
 * @returns {HTMLElement | null}
 */
export const tabStop = root => root.querySelector('[data-row][tabindex="0"]');

/**
 * Where a key leads from a place in a list: another place, or the same one.
 *
 * @param {string} key
 * @param {number} from
 * @param {number} count rows of the list
 * @param {number} page rows that are in view at a time
 */
export const placeAfter = (key, from, count, page) => {
  const last = count - 1;
  switch (key) {
    case 'ArrowDown':
      return Math.min(from + 1, last);
    case 'ArrowUp':
      return Math.max(from - 1, 0);
    case 'PageDown':
      return Math.min(from + page, last);
    case 'PageUp':
      return Math.max(from - page, 0);
    case 'Home':
      return 0;
    case 'End':
      return last;
    default:
      return from;
  }
};

/**
 * Make a row with what is in it a stop of the Tab key, or none.
 *
 * @type {(row: HTMLElement, on: boolean) => void}
 */
export const setStop = (row, on) => {
  row.tabIndex = on ? 0 : -1;
  for (const part of row.querySelectorAll('button, a, input'))
    /** @type {HTMLElement} */ (part).tabIndex = on ? 0 : -1;
};

/**
 * Make one row the stop of the Tab key: this one, else the one that was it last, else the chosen one, else the first.
 *
 * @param {HTMLElement} root
 * @param {HTMLElement} [row]
 */
export const setTabStop = (root, row) => {
  if (row) root.dataset.stop = row.dataset.row;
  const rows = rowsIn(root);
  const last = rows.find(each => each.dataset.row === root.dataset.stop);
  const stop = last ?? rows.find(each => each.classList.contains('chosen')) ?? rows[0];
  // not `tabIndex`: to read it, the browser styles the whole page first
  for (const each of rows) if (each === stop || each.getAttribute('tabindex') !== '-1') setStop(each, each === stop);
};

/**
 * Let the arrow keys, Page Up, Page Down, Home and End move through the rows of a list.
 *
 * @param {HTMLElement} root
 */
export const rove = root => {
  root.addEventListener('focusin', ({target}) => {
    const row = rowOf(target);
    if (row) setTabStop(root, row);
  });
  root.addEventListener('keydown', event => {
    const row = rowOf(event.target);
    if (!row || !KEYS.includes(event.key) || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const rows = rowsIn(root);
    const height = Math.min(root.clientHeight, window.innerHeight);
    const page = Math.max(1, Math.floor(height / row.offsetHeight) - 1);
    const next = rows[placeAfter(event.key, rows.indexOf(row), rows.length, page)];
    next.focus({preventScroll: true});
    next.scrollIntoView({block: 'nearest'});
  });
};
