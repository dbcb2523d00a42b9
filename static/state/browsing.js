// What the reader has chosen, and where: the address decides, and every choice is a new address. Python is told only
// what a page's own part depends on: telling.js.

import {address, push, replace} from '../streamlit.js';
import {parse, vocabulary, write} from './address.js';
import {appliedOn, carriedTo, narrows, NARROWING, pageOf, plateOf, stepOf, topicOf} from './seen.js';
import {letterIn, select, statusIn, statusesIn, switches} from './select.js';

/** @import {Change, Chosen, FilterFeature, Filtering, Lang, PageRules, Selected, Topic} from '../types.d.ts' */

export class Browsing {
  /** @type {string[]} names of the parameters that the address has in vain */
  problems = [];
  slid = false; // whether the last choice was a step along the timeline
  /** @type {{year: string | null, statuses: Map<string, string> | null} | undefined} */
  year;
  /** @type {{key: string, found: Selected} | undefined} the last selection */
  #last;

  /**
   * @param {Filtering} data
   * @param {string} home address of the overview
   * @param {(back: boolean) => void} changed called after each change of the address
   */
  constructor(data, home, changed) {
    this.data = data;
    this.words = vocabulary(data);
    this.empty = parse(this.words, '').chosen; // nothing is chosen
    this.home = home.endsWith('/') ? home : `${home}/`;
    this.read();
    window.addEventListener('popstate', event => {
      if (!event.isTrusted) return; // our own, for Streamlit
      this.slid = false;
      event.stopImmediatePropagation(); // Streamlit would run the page anew
      if (this.#sameAddress()) return; // only the fragment is another
      this.read();
      changed(true);
    });
    this.changed = changed;
  }

  #sameAddress() {
    return this.query === write(this.words, this.#parsed().chosen, this.#parsed().lang) && this.page === this.#there();
  }

  #parsed() {
    return parse(this.words, address().search);
  }

  /** The page at the address's path. */
  #there() {
    const path = address()
      .pathname.slice(this.home.length - 1)
      .replace(/^\/|\/$/g, '');
    return this.data.pages.find(page => page.path === path) ?? this.data.pages[0];
  }

  /** Read the address. */
  read() {
    const {chosen, lang, problems} = this.#parsed();
    /** @type {Chosen} */
    this.chosen = chosen;
    /** @type {Lang} */
    this.lang = lang;
    this.problems = problems;
    /** @type {PageRules} */
    this.page = this.#there();
  }

  /** The query of the address. */
  get query() {
    return write(this.words, this.chosen, this.lang);
  }

  /** The open plate, on the page of plates. */
  get plate() {
    return plateOf(this.data, this.page, this.chosen);
  }

  /** @returns {Topic} */
  get topic() {
    return topicOf(this.data, this.page, this.chosen);
  }

  /** The part of the filter that applies here: a plate always shows its whole topic. */
  get applied() {
    return appliedOn(this.data, this.page, this.chosen);
  }

  /** The open step of a tour. */
  get step() {
    return stepOf(this.data, this.page, this.chosen);
  }

  /** Address of the open step's page, with its filter; `null` if no step is open. */
  get explored() {
    const {step} = this;
    return step && this.link(step.page, {...step.filter, selected: null});
  }

  /**
   * What the address selects; kept until the address changes.
   *
   * @returns {Readonly<Selected>}
   */
  selection() {
    const key = `${this.page.key}?${this.query}`;
    if (this.#last?.key !== key) this.#last = {key, found: select(this.data, this.topic, this.applied)};
    return this.#last.found;
  }

  /**
   * What the map shows at the chosen year: the statuses by id, and how many of the listed features are undated, or have
   * their status only if a promise is kept.
   *
   * @param {Selected['listed']} listed
   */
  inYear(listed) {
    const {year} = this.applied;
    if (year !== this.year?.year) this.year = {year, statuses: year ? statusesIn(this.data, year) : null};
    if (!year) return {year, statuses: null, undated: 0, promised: 0};
    const letters = listed
      .filter(({feature}) => feature.status)
      .map(({feature}) => letterIn(this.data.codes, feature, year));
    return {
      ...this.year,
      undated: letters.filter(letter => !letter).length,
      promised: letters.filter(letter => letter !== letter.toLowerCase()).length,
    };
  }

  /**
   * The status of a feature today, or at the chosen year: nothing if it is undated.
   *
   * @param {FilterFeature} feature
   */
  status(feature) {
    return statusIn(this.data.codes, feature, this.applied.year);
  }

  /** Whether the filter excludes anything. */
  get narrows() {
    return narrows(this.chosen);
  }

  /** A key for what the workbench is asked: what a check found is shown only with its own key. */
  get asks() {
    const {tool, shape, selected, buffer_m: buffer, against} = this.chosen;
    const own = {draw: shape, feature: selected ?? ''}[tool] ?? '';
    return `${tool}:${own}:${buffer}:${against.join()}`;
  }

  /**
   * The most that an address holds of a parameter: items of a list, or the largest number of pairs.
   *
   * @param {string} name
   */
  most(name) {
    return this.words.grammar.find(one => one.name === name)?.most ?? 0;
  }

  // ---- choices -------------------------------------------------------------------------------------

  /**
   * Take choices: of the filter, the map, the workbench; and write them to the address. Back undoes them one by one,
   * but all steps along the timeline at once. What narrows the map leads out of a tour, to the page of its step.
   *
   * @param {Change & Partial<Chosen>} change
   */
  take({hidden, ...change}) {
    const {step} = this;
    const leaves = step && (hidden || NARROWING.some(key => key in change));
    const page = leaves ? pageOf(this.data, step.page) : this.page;
    const before = leaves ? {...this.chosen, ...step.filter, tour: null, step: null} : this.chosen;
    const chosen = {...before, ...change};
    if (hidden) Object.assign(chosen, switches(this.topic, this.applied, hidden));
    const slides = Object.keys(change).join() === 'year' && !hidden;
    this.#go(page, chosen, this.lang, slides && this.slid ? replace : push);
    this.slid = slides;
  }

  /** Drop the filter, and keep what is selected, looked for and kept. */
  clear() {
    const {selected, want, needs, weights, shortlist, compared, shade} = this.chosen;
    this.#go(this.page, {...this.empty, selected, want, needs, weights, shortlist, compared, shade}, this.lang);
  }

  /**
   * Open an address of the atlas; whether it is one.
   *
   * @param {string} href
   */
  open(href) {
    const url = new URL(href, document.baseURI);
    if (url.origin !== window.location.origin) return false;
    push(`${url.pathname}${url.search}`);
    this.read();
    this.changed(false);
    return true;
  }

  /** @type {(page: PageRules, chosen: Chosen, lang: Lang, write?: (to: string) => void) => void} */
  #go(page, chosen, lang, writeAddress = push) {
    const to = this.#addressOf(page, chosen, lang);
    if (to === this.#addressOf(this.page, this.chosen, this.lang)) return;
    writeAddress(to);
    Object.assign(this, {page, chosen, lang, problems: []});
    this.changed(false);
  }

  // ---- addresses -----------------------------------------------------------------------------------

  /** @type {(page: PageRules, chosen: Chosen, lang: Lang) => string} */
  #addressOf(page, chosen, lang) {
    const query = write(this.words, chosen, lang);
    return `${this.home}${page.path}${query && '?'}${query}`;
  }

  /**
   * The address of a page, with changes; a selected feature goes along if that page shows it.
   *
   * @type {(key: string, change?: Partial<Chosen>) => string}
   */
  link(key, change = {}) {
    const page = pageOf(this.data, key);
    const {selected} = this.chosen;
    const carried = carriedTo(page, this.chosen, this.empty, selected ? this.place(selected) : null);
    return this.#addressOf(page, {...carried, ...change}, this.lang);
  }

  /** The address of this view in the other language. */
  get inOtherLanguage() {
    return this.#addressOf(this.page, this.chosen, this.lang === 'en' ? 'zh' : 'en');
  }

  /** @type {Map<string, {layer: string, kind: string, ordinal: number}> | undefined} */
  places;

  /**
   * Where a feature is: its layer, kind, and its place in the layer's file.
   *
   * @param {string} id
   */
  place(id) {
    this.places ??= new Map(
      Object.entries(this.data.features).flatMap(([layer, features]) =>
        features.map((f, ordinal) => /** @type {const} */ ([f.id, {layer, kind: f.kind, ordinal}])),
      ),
    );
    return this.places.get(id) ?? null;
  }
}
