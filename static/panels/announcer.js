// What screen readers are told: a sentence that sums up the view, after each change, and one for the feature that
// is highlighted. Each has a region of its own that is there from the start, and is said once, when changes have
// come to rest.

import {element} from '../dom.js';

/** @typedef {(key: string, values?: Record<string, string | number> & {n?: number}) => string} Text */
/**
 * What a view shows. `n`: the listed features, of which `undrawn` have no place on the map, `town` only that of their
 * town, `undated` no date in the year; `hidden` more pass the filter. Without `n`, `other` describes it.
 *
 * @typedef {{page: string, n?: number, undrawn?: number, town?: number, undated?: number, hidden?: number,
 *   other?: string, names: string[], year: string | null, search: string}} Seen
 */

const VIEW_REST = 600; // ms without a change of the view: a slider moves, a filter is set twice
const ITEM_REST = 350; // ms on one feature: a held arrow key passes many

/** @type {(id: string) => HTMLElement} */
const region = id => {
  const node = element('p', 'atlas-unseen');
  node.id = id;
  node.setAttribute('role', 'status');
  node.setAttribute('aria-live', 'polite');
  node.setAttribute('aria-atomic', 'true');
  return node;
};

/**
 * How many features are listed, how many of these are not at their own place, and how many more pass the filter.
 *
 * @param {{feature: {place?: string}}[]} listed
 * @param {number} hidden
 */
export const countsOf = (listed, hidden) => {
  /** @param {string} place */
  const at = place => listed.filter(({feature}) => feature.place === place).length;
  return {n: listed.length, undrawn: at('undrawn'), town: at('town'), hidden};
};

/**
 * The sentence that sums up a view.
 *
 * @type {(text: Text, seen: Seen) => string}
 */
export const viewSentence = (text, {page, n, other = '', names, year, search, ...counts}) => {
  const parts = [n === undefined ? text('spoken.other', {page, text: other}) : text('spoken.view', {page, n})];
  if (n !== undefined)
    for (const [key, count] of Object.entries(counts)) if (count) parts.push(text(`spoken.${key}`, {n: count}));
  if (names.length) parts.push(text('spoken.chosen', {names: names.join(text('list.joiner'))}));
  if (year) parts.push(text('spoken.year', {year}));
  if (search) parts.push(text('spoken.search', {words: search}));
  return parts.join('');
};

export class Announcer {
  view = region('atlas-view-said');
  item = region('atlas-item-said');
  node = element('div', '', this.view, this.item);
  #timers = {view: 0, item: 0};

  /**
   * Sum up the view; what it says already is not said again.
   *
   * @param {string} sentence
   */
  show(sentence) {
    const {lang} = document.documentElement;
    const first = this.view.lang !== lang; // nothing is said in another language than the page's
    this.view.lang = lang;
    this.#write('view', sentence, first ? 0 : VIEW_REST);
  }

  /**
   * Announce a feature, or take back what was to be announced.
   *
   * @param {string} sentence
   */
  say(sentence) {
    this.#write('item', sentence, sentence ? ITEM_REST : 0);
  }

  /** @type {(which: 'view' | 'item', sentence: string, rest: number) => void} */
  #write(which, sentence, rest) {
    clearTimeout(this.#timers[which]);
    if (this[which].textContent === sentence) return;
    const write = () => this[which].replaceChildren(sentence);
    if (rest) this.#timers[which] = setTimeout(write, rest);
    else write();
  }
}
