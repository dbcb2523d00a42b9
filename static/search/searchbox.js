// The search box of the header: what is typed suggests towns and features; Enter opens all results.

import {element, onScreen} from '../dom.js';
import {ask, reveal} from '../panels/focus.js';
import {chip} from '../panels/parts.js';
import {match} from './match.js';
import {addressOf, isShown} from './place.js';

/** @import {Page} from '../page.js' */
/** @import {Lang, SearchData, SearchEntry} from '../types.d.ts' */

const MOST = 8; // suggestions
const LIST = 'search-suggestions';

export class SearchBox {
  /** @type {SearchEntry[]} */
  found = [];
  active = -1;
  shown = ''; // the search that the input last showed
  /** @type {Map<Lang, SearchData>} */
  data = new Map();

  /** @param {Page} page */
  constructor(page) {
    this.page = page;
    this.input = element('input');
    const {input} = this;
    Object.assign(input, {type: 'search', name: 'q', autocomplete: 'off', enterKeyHint: 'search'});
    const states = {role: 'combobox', 'aria-autocomplete': 'list', 'aria-controls': LIST, 'aria-expanded': 'false'};
    for (const [name, value] of Object.entries(states)) input.setAttribute(name, value);
    input.dataset.focus = 'search';
    this.form = element('form', 'atlas-search', input);
    this.form.setAttribute('role', 'search');
    this.list = element('ul', 'atlas-suggestions');
    Object.assign(this.list, {id: LIST, hidden: true});
    this.list.setAttribute('role', 'listbox');
    this.form.addEventListener('submit', event => {
      event.preventDefault();
      this.#searchAll();
    });
    input.addEventListener('focus', () => this.#fetch());
    input.addEventListener('input', () => this.#suggest());
    input.addEventListener('keydown', event => this.#key(event));
    input.addEventListener('blur', () => this.#open(false));
    this.list.addEventListener('pointerdown', event => event.preventDefault()); // the box keeps the focus
  }

  /** Show the state and the language. */
  update() {
    const {browsing} = this.page;
    this.input.placeholder = this.page.text('search.placeholder');
    this.input.setAttribute('aria-label', this.page.text('search.label'));
    this.list.setAttribute('aria-label', this.page.text('search.suggestions'));
    this.input.maxLength = browsing.words.limits.search;
    if (this.shown !== browsing.chosen.search) this.input.value = browsing.chosen.search;
    this.shown = browsing.chosen.search;
  }

  async #fetch() {
    const {lang} = this.page.browsing;
    if (this.data.has(lang)) return;
    const data = await this.page.data.fetchSearch(lang);
    if (!data) return;
    this.data.set(lang, data);
    if (document.activeElement === this.input) this.#suggest(); // what was typed meanwhile
  }

  // ---- the list ------------------------------------------------------------------------------------

  #suggest() {
    const data = this.data.get(this.page.browsing.lang);
    const text = this.input.value.trim();
    if (!data || !text || text === this.page.browsing.chosen.search) {
      this.#open(false);
      return;
    }
    this.found = match(data, text).slice(0, MOST);
    this.active = -1;
    const none = element('li', 'none', this.page.text('search.none'));
    none.setAttribute('role', 'presentation');
    const rows = this.found.map(({title, about, state}, index) =>
      this.#option(
        index,
        element('span', 'name', element('b', '', title), element('small', '', about)),
        state ? chip(state) : null,
      ),
    );
    const all = this.#option(
      rows.length,
      element('span', 'name', element('b', '', this.page.text('search.all'))),
      element('small', '', this.page.text('search.all_hint')),
    );
    all.classList.add('all');
    this.list.replaceChildren(...(rows.length ? rows : [none]), all);
    this.#open(true);
  }

  /** @type {(index: number, ...children: (Node | null)[]) => HTMLElement} */
  #option(index, ...children) {
    const row = element('li', '', ...children);
    row.id = `${LIST}-${index}`;
    row.setAttribute('role', 'option');
    row.setAttribute('aria-selected', 'false');
    row.addEventListener('click', event => this.#take(index, event));
    return row;
  }

  /** @param {boolean} open */
  #open(open) {
    this.list.hidden = !open;
    this.input.setAttribute('aria-expanded', String(open));
    if (!open) this.active = -1;
    this.#mark();
  }

  #mark() {
    for (const row of this.list.querySelectorAll('[role=option]')) {
      const chosen = row.id === `${LIST}-${this.active}`;
      row.setAttribute('aria-selected', String(chosen));
      if (chosen) row.scrollIntoView({block: 'nearest'});
    }
    if (this.active >= 0) this.input.setAttribute('aria-activedescendant', `${LIST}-${this.active}`);
    else this.input.removeAttribute('aria-activedescendant');
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const {key} = event;
    if (event.isComposing || this.list.hidden) return; // a Chinese word is still being written
    if (key === 'Escape') {
      event.preventDefault(); // the first Esc keeps what was typed
      this.#open(false);
    } else if (key === 'Enter' && this.active >= 0) {
      event.preventDefault();
      this.#take(this.active, event);
    } else if (key === 'ArrowDown' || key === 'ArrowUp') {
      event.preventDefault();
      const places = this.found.length + 2; // the options, and none
      this.active = ((this.active + 1 + (key === 'ArrowDown' ? 1 : -1) + places) % places) - 1;
      this.#mark();
    }
  }

  // ---- choosing ------------------------------------------------------------------------------------

  #searchAll() {
    this.#open(false);
    this.page.browsing.take({search: this.input.value.trim()});
  }

  /** @type {(index: number, event: UIEvent) => void} */
  #take(index, event) {
    const entry = this.found[index];
    if (!entry) {
      this.#searchAll();
      return;
    }
    this.#open(false);
    this.shown = '';
    this.input.value = '';
    if (entry.town) this.showTown(entry.id);
    else this.#showFeature(entry, event);
    if (event.type !== 'keydown') this.input.blur(); // the phone's keyboard goes
  }

  /**
   * Show a town that was found: it becomes the filter, and the search ends.
   *
   * @param {string} code
   */
  showTown(code) {
    const {page} = this;
    const {browsing} = page;
    if (browsing.page.mapless || browsing.page.plates)
      browsing.open(browsing.link('overview', {towns: [code], search: ''}));
    else {
      if (browsing.chosen.search) browsing.take({search: ''});
      page.town(code);
    }
    onScreen().then(() => reveal(page.introduction));
  }

  /** @type {(entry: SearchEntry, event: UIEvent) => void} */
  #showFeature({id, theme}, event) {
    const {page} = this;
    const {browsing} = page;
    ask(this.input, id, event);
    if (isShown(browsing, id)) {
      if (browsing.chosen.search) browsing.take({search: ''});
      page.select(id);
    } else browsing.open(addressOf(browsing, id, theme));
    onScreen().then(() => reveal(page.cardbox));
  }
}
