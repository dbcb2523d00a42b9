// Lists as the map's twin: what has the focus in one is marked on the map, and announced. The arrow keys move through
// links to features as through the rows of a table.

import {follow} from '../map/follow.js';
import {placeAfter, rowOf} from './roving.js';

/** @import {Atlas} from '../types.d.ts' */
/** @import {Announcer} from './announcer.js' */

const REST = 120; // ms on one feature before the map follows: a held arrow key passes many
const LISTS = '.atlas-leaf, .atlas-hits, .atlas-comparison, .atlas-shortlist';
const LINK = /^(?:item|hit|miss|compared|kept):(.+)$/; // names of links to features: focus.js

/**
 * What a link of a list leads to, by its name; `''`: it is no such link.
 *
 * @param {HTMLElement} node
 */
const led = node => (node.closest(LISTS) && LINK.exec(node.dataset.focus ?? '')?.[1]) || '';

/**
 * What a list asks of the page: its map, the phrase for a feature, and that phrase with a place in the list.
 *
 * @typedef {{map: () => Atlas | null, phrase: (id: string) => string,
 *   numbered: (values: {feature: string, n: number, all: number}) => string, close: () => void,
 *   announcer: Announcer}} TwinActs
 */

export class Twin {
  /** @type {string | null} */
  id = null;
  timer = 0;

  /**
   * @param {HTMLElement} root what the lists are in
   * @param {TwinActs} acts
   */
  constructor(root, acts) {
    this.acts = acts;
    root.addEventListener('focusin', ({target}) => this.#meet(/** @type {HTMLElement} */ (target)));
    root.addEventListener('focusout', ({relatedTarget}) => {
      if (!(relatedTarget instanceof Node && root.contains(relatedTarget))) this.#turn(null, '');
    });
    root.addEventListener('keydown', event => this.#press(event));
  }

  /** @param {HTMLElement} node */
  #meet(node) {
    const row = rowOf(node);
    if (row) {
      if (this.id !== row.dataset.row) this.#turn(row.dataset.row ?? null, this.#ofRow(row));
      return;
    }
    const id = led(node);
    const phrase = id && this.acts.phrase(id); // none: it leads to a clause or a town
    this.#turn(phrase ? id : null, phrase);
  }

  /** @param {HTMLElement} row */
  #ofRow(row) {
    const phrase = this.acts.phrase(row.dataset.row ?? '');
    const rows = [...(row.parentElement?.children ?? [])];
    const all = Number(row.closest('[aria-rowcount]')?.getAttribute('aria-rowcount') ?? rows.length);
    return phrase && this.acts.numbered({feature: phrase, n: rows.indexOf(row) + 1, all});
  }

  /** @type {(id: string | null, phrase: string) => void} */
  #turn(id, phrase) {
    this.id = id;
    clearTimeout(this.timer);
    this.acts.announcer.say(phrase);
    const look = () => {
      const map = this.acts.map();
      if (map?.map) follow(map, id);
    };
    if (id) this.timer = setTimeout(look, REST);
    else look();
  }

  /** @param {KeyboardEvent} event */
  #press(event) {
    const {key, target} = event;
    if (!(target instanceof HTMLElement)) return;
    if (key === 'Escape' && rowOf(target)) this.acts.close();
    if ((key !== 'ArrowDown' && key !== 'ArrowUp') || !led(target)) return;
    event.preventDefault();
    const all = /** @type {HTMLElement[]} */ ([...(target.closest(LISTS)?.querySelectorAll('[data-focus]') ?? [])]);
    const links = all.filter(link => led(link) && link.checkVisibility());
    links[placeAfter(key, links.indexOf(target), links.length, 1)].focus();
  }
}
