// Telling Python: after the paint, once a pause, and only what the open page's own part depends on.

import {closest} from '../dom.js';
import {goTo, onPythonsAddress, ROOT} from '../streamlit.js';
import {parse, write} from './address.js';
import {pageOf} from './seen.js';

/** @import {Browsing} from './browsing.js' */
/** @import {Chosen, Lang, PageRules, Say} from '../types.d.ts' */

const MOST_BASES = 3; // addresses told before Python's last answer that it may still answer to
const PAUSE = 120; // ms without a further choice

/** @type {(one: unknown, other: unknown) => boolean} */
const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

/** @typedef {{page: PageRules, chosen: Chosen, lang: Lang}} Place */

export class Telling {
  /** @type {Say | null} how the mounted page hears addresses */
  say = null;
  /** @type {Place | null} where Python is */
  known = null;
  /** @type {Place[]} what Python may answer to: the same, and what was told since */
  bases = [];
  told = ''; // the address that was told last
  again = ''; // the same, once it has been told a second time
  timer = 0; // set while something is to be told

  /** @param {Browsing} browsing */
  constructor(browsing) {
    this.browsing = browsing;
    // An input of the page's own part sends the address that Python knows: let it know the current one first.
    for (const act of ['pointerdown', 'keydown'])
      document.addEventListener(act, event => closest(event, ROOT) && this.#tell(this.#whole), {
        capture: true,
        passive: true,
      });
    onPythonsAddress((path, query) => path === window.location.pathname && this.#merge(query));
  }

  // An input of the page's own part changes the address: take over what it changed. Compare with the nearest of the
  // addresses sent to Python recently, as the reader may have chosen something else meanwhile.
  /** @param {string} query */
  #merge(query) {
    const {browsing} = this;
    const {chosen} = parse(browsing.words, query);
    const written = Object.entries(chosen);
    const changes = this.bases.map(({chosen: before}) => {
      const had = /** @type {Record<string, unknown>} */ (/** @type {unknown} */ (before));
      return written.filter(([field, value]) => !same(value, had[field]));
    });
    const fewest = changes.sort((one, other) => one.length - other.length)[0] ?? [];
    browsing.take(Object.fromEntries(fewest));
  }

  /**
   * Python has shown a page at an address.
   *
   * @type {(page: string, query: string, say: Say) => void}
   */
  heard(page, query, say) {
    const {data, words} = this.browsing;
    const {chosen, lang} = parse(words, query);
    this.say = say;
    this.known = {page: pageOf(data, page), chosen, lang};
    this.bases = [this.known, ...this.bases.slice(-MOST_BASES)];
    if (this.#whole(this.known) !== this.told && this.again !== this.told) {
      this.again = this.told; // it may have been lost with the connection
      this.told = '';
    }
    this.soon();
  }

  /** The page that Python shows. */
  get shown() {
    return this.known?.page.key;
  }

  /** The reader has chosen something. */
  soon() {
    this.#stop();
    if (this.#differs(this.#needed)) this.timer = setTimeout(() => this.#tell(this.#needed), PAUSE);
  }

  #stop() {
    clearTimeout(this.timer);
    this.timer = 0;
  }

  /** @param {Place} place */
  #whole = ({page, chosen, lang}) => `${page.key}?${write(this.browsing.words, chosen, lang)}`;

  // What the page's own part depends on; the results of a search depend on everything.
  /** @param {Place} place */
  #needed = ({page, chosen, lang}) => {
    const state = /** @type {Record<string, unknown>} */ (/** @type {unknown} */ (chosen));
    const all = Boolean(chosen.search) || page.follows.includes('*');
    const fields = all ? Object.keys(state) : page.follows;
    return JSON.stringify([page.key, lang, chosen.search, ...fields.map(field => [field, state[field]])]);
  };

  /** @param {(place: Place) => string} of */
  #differs(of) {
    const {browsing, known} = this;
    return known !== null && of(browsing) !== of(known) && this.#whole(browsing) !== this.told;
  }

  /** @param {(place: Place) => string} of */
  #tell(of) {
    this.#stop();
    if (!this.#differs(of)) return;
    const {browsing} = this;
    const {page, chosen, lang} = browsing;
    this.told = this.#whole(browsing);
    this.bases.push({page, chosen, lang});
    if (browsing.page.key === this.shown) this.say?.('address', browsing.query);
    else goTo();
  }
}
