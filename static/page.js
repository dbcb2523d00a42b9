// The page: bars, map and panel, drawn from the document's data before Streamlit runs and kept for good. Streamlit
// draws the page's own part in the panel, between the introduction and the table.

import {NARROW} from './device.js';
import {button, closest, element, setLanguage} from './dom.js';
import {leaveDialog} from './feedback/dialog.js';
import {Announcer} from './panels/announcer.js';
import {card} from './panels/card.js';
import {choicesOn} from './panels/choices.js';
import {copyButton} from './panels/copylink.js';
import {Feedback} from './panels/feedback.js';
import {counted, FilterBar} from './panels/filterbar.js';
import {Finding} from './panels/finding.js';
import {askClause, regain} from './panels/focus.js';
import {PullUp} from './panels/pull_up.js';
import {Reaching} from './panels/reaching.js';
import {introduction} from './panels/page_parts.js';
import {sumUp, twinOf} from './panels/pagevoice.js';
import {Skips} from './panels/skips.js';
import {seeChosen, table} from './panels/table.js';
import {TopBar} from './panels/topbar.js';
import {Towning} from './panels/towning.js';
import {plural} from './plural.js';
import {Results} from './search/results.js';
import {SearchBox} from './search/searchbox.js';
import {Keeping} from './shortlist/keeping.js';
import {Browsing} from './state/browsing.js';
import {PageData} from './state/page_data.js';
import {outcomesOn} from './state/outcomes.js';
import {Telling} from './state/telling.js';
import {ROOT} from './streamlit.js';
import {remembered} from './towns/mytown.js';
import {Touring} from './tours/touring.js';

/**
 * @import {Atlas, Cell, Column, DataFiles, FilterFeature, Filtering, Mount, RemarkWays, Selected,
 *   Words} from './types.d.ts'
 */

const MOST_ROWS = 500; // in a table

export class Page {
  /** @type {Atlas | null} */
  atlas = null;
  drawn = ''; // what the introduction was drawn for
  /** Resolves when the map shows the choice, or cannot. */
  mapped = async () => {};

  /**
   * @param {DataFiles} files
   * @param {Filtering} data
   * @param {string} home address of the overview
   * @param {RemarkWays} ways where remarks can be sent
   */
  constructor(files, data, home, ways) {
    this.data = new PageData(files, data.block, error => this.#missing(error));
    this.browsing = new Browsing(data, home, back => this.#changed(back));
    this.telling = new Telling(this.browsing);
    this.topbar = new TopBar(this.browsing, new SearchBox(this));
    this.filterbar = new FilterBar(
      (key, values) => this.text(key, values),
      change => this.browsing.take(change),
      () => this.browsing.clear(),
    );
    this.problems = element('div');
    this.problems.setAttribute('role', 'alert');
    this.mapbox = element('div', 'atlas-mapbox');
    this.introduction = element('div', 'atlas-introduction');
    /** @type {Mount} */
    this.cardbox = element('div', 'atlas-cardbox');
    /** @type {Mount} */
    this.tablebox = element('div', 'atlas-tablebox');
    this.pullUp = new PullUp(this.cardbox, this.mapbox, {
      text: key => this.text(key),
      close: () => this.select(null),
      moved: () => this.atlas?.view.uncover(),
    });
    this.topbar.menu.downloads = () => this.atlas?.downloads;
    this.finding = new Finding(this);
    this.reaching = new Reaching(this);
    this.towning = new Towning(this);
    this.results = new Results(this);
    const root = /** @type {HTMLElement} */ (document.querySelector(ROOT));
    this.own = element('div', 'atlas-own', root);
    this.keeping = new Keeping(this);
    this.touring = new Touring(this);
    this.feedback = new Feedback(this, ways, home);
    const {comparebox, listbox} = this.keeping;
    this.heading = element('h1', 'atlas-unseen');
    const first = [this.heading, this.cardbox, this.results.node, comparebox, listbox, this.introduction];
    const boxes = [...first, this.touring.node, this.towning.node, this.own, this.finding.node, this.tablebox];
    this.side = element('aside', 'atlas-side', ...boxes);
    Object.assign(this.side, {id: 'side', tabIndex: -1});
    this.announcer = new Announcer();
    this.skips = new Skips(this);
    this.twin = twinOf(this);
    const stage = element('main', 'atlas-stage', this.mapbox, this.side);
    const {topbar, filterbar, problems, skips, announcer} = this;
    /** @type {HTMLElement & {page?: Page}} */
    const node = element('div', 'atlas-page', skips.node, topbar.node, filterbar.node, problems, stage, announcer.node);
    node.page = this;
    this.node = node;
    document.addEventListener('click', event => this.#follow(event));
    NARROW.onChange(() => this.show());
  }

  /** Show the page for the first time, all of it at once. */
  async open() {
    const {chosen, lang} = this.browsing;
    const {selected} = chosen;
    const place = selected && this.browsing.place(selected);
    const tours = this.touring.at && this.data.fetchTours(lang);
    await Promise.all([this.data.fetchWords(lang), tours, place && this.data.fetchCard(lang, place)]);
    if (!this.data.words.has(lang)) throw new Error('the words of the page did not come');
    await this.show();
    document.body.classList.add('atlas-on');
    document.body.prepend(this.node);
    this.topbar.reveal();
  }

  /** @type {(key: string, values?: Record<string, string | number> & {n?: number}) => string} */
  text(key, values = {}) {
    const {lang} = this.browsing;
    const text = plural(this.data.words.get(lang)?.texts[key] ?? key, values.n, lang);
    return text.replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));
  }

  // A link to a page of the atlas.
  /** @param {MouseEvent} event */
  #follow(event) {
    /** @type {HTMLAnchorElement | null} */
    const link = closest(event, 'a.atlas-go');
    if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    const {read} = link.dataset; // a clause: its address is of the time when Python drew the link
    if (read) this.read(read);
    if (read || this.browsing.open(link.href)) event.preventDefault();
  }

  // ---- showing -------------------------------------------------------------------------------------

  /** @param {boolean} back whether the reader went back or forth */
  #changed(back) {
    if (back) {
      leaveDialog();
      this.atlas?.view.restore();
    }
    this.show().then(back ? regain : undefined);
    this.telling.soon();
  }

  /** @param {Error} error */
  #missing(error) {
    console.error(error);
    this.atlas?.notice(this.atlas.text('map.fetch_failed'));
  }

  /** Show the state. */
  async show() {
    const {lang} = this.browsing;
    if (!this.data.words.has(lang)) {
      await this.data.fetchWords(lang);
      if (lang !== this.browsing.lang || !this.data.words.has(lang)) return; // not wanted any more, or not there
    }
    const found = this.browsing.selection();
    const hits = this.finding.find(found);
    this.#showMap(found, hits);
    this.#showBars(found);
    this.#showPanel(found);
    this.showCard();
    this.keeping.show(/** @type {Words} */ (this.data.words.get(lang)));
    this.skips.update();
    this.announcer.show(sumUp(this, found));
    this.feedback.show();
  }

  /** @type {(found: Selected, hits: string[] | undefined) => void} */
  #showMap({layers, hidden, listed}, hits) {
    const {atlas, browsing} = this;
    const {page, topic, chosen, lang, plate} = browsing;
    const words = /** @type {Words} */ (this.data.words.get(lang));
    setLanguage(lang);
    this.showTitle();
    if (document.body.dataset.page !== page.key) document.body.dataset.page = page.key;
    document.body.classList.toggle('atlas-mapless', page.mapless);
    this.showOwn();
    const onTool = page.focus === 'spot';
    atlas?.apply({
      page: page.key,
      theme: topic.theme,
      layers,
      hidden,
      towns: browsing.applied.towns,
      selected: chosen.selected,
      kept: chosen.shortlist,
      lang,
      compared: this.keeping.comparing ? chosen.compared : [],
      wide: page.wide || this.keeping.comparing,
      focus: page.focus,
      spot: onTool && chosen.tool === 'spot' ? chosen.spot : null,
      tool: chosen.tool,
      shape: onTool && chosen.tool === 'draw' && chosen.shape ? chosen.shape : null,
      asks: browsing.asks,
      hits,
      outcomes: page.colours === 'outcome' ? outcomesOn(browsing.data, topic, browsing.applied) : null,
      shade: this.towning.measure,
      ...browsing.inYear(listed),
      title: plate ? words.plates[plate] : '',
      home: plate ? browsing.data.plates[plate].home : undefined,
      ...this.touring.mapState,
    });
  }

  /** Name the window; Streamlit names it after the page when it runs. */
  showTitle() {
    const {lang, page} = this.browsing;
    const name = this.touring.title || this.data.words.get(lang)?.pages[page.key].name;
    document.title = `${name} · ${this.text('app.title')}`;
  }

  /** Show the page's own part once Python has drawn it; while a search is on, that is the results. */
  showOwn() {
    const {page, chosen} = this.browsing;
    const has = chosen.search ? this.results.here : !page.parts.length || page.parts.includes('own');
    this.own.hidden = this.telling.shown !== page.key || !has || this.towning.folded;
  }

  /** @param {Selected} found */
  #showBars({listed, unticked}) {
    const {browsing} = this;
    const {page, lang} = browsing;
    const words = /** @type {Words} */ (this.data.words.get(lang));
    this.topbar.update(words);
    const count = page.counts
      ? counted((key, values) => this.text(key, values), listed, unticked, browsing.inYear(listed).undated)
      : [];
    const choices = page.plates || page.tours ? [] : choicesOn(browsing, words, key => this.text(key));
    const narrows = page.mapless ? choices.some(({key}) => browsing.chosen[key].length) : browsing.narrows;
    this.filterbar.update(choices, browsing.chosen, narrows, count, page.counts ? listed.length : null);
    const names = new Set(browsing.problems.map(name => this.text(`parameter.${name}`)));
    const problems = [...words.broken];
    if (names.size)
      problems.unshift(this.text('notice.bad_parameter', {names: [...names].join(this.text('list.joiner'))}));
    this.problems.className = problems.length ? 'atlas-problem' : '';
    this.problems.replaceChildren(...problems.map(text => element('p', '', text)));
  }

  /** @param {Selected} found */
  #showPanel(found) {
    const {listed} = found;
    const {browsing} = this;
    const {page, lang} = browsing;
    const words = /** @type {Words} */ (this.data.words.get(lang));
    /** @param {string} part */
    const has = part => page.parts.includes(part);
    const key = JSON.stringify([
      page.key,
      lang,
      browsing.query,
      NARROW.matches,
      remembered(),
      has('states') && listed.map(({feature}) => feature.id),
    ]);
    if (key !== this.drawn) {
      this.drawn = key;
      const parts = introduction(this, words, listed);
      this.introduction.replaceChildren(...parts);
      this.heading.textContent = words.pages[page.key].name;
      // the introduction has one, unless a comparison hides it; so has a tour's step, unless a card does
      const step = this.touring.at && !browsing.chosen.selected;
      const introduced = this.introduction.querySelector('h1') || this.towning.code || step || browsing.chosen.search;
      this.heading.hidden = Boolean(introduced) && !this.keeping.comparing;
    }
    this.results.show();
    this.finding.show();
    this.touring.show(words);
    this.towning.show(found);
    if (has('table') && !this.finding.on) this.#showTable(words, listed);
    else this.tablebox.replaceChildren();
  }

  /** @type {(words: Words, listed: Selected['listed']) => void} */
  #showTable(words, listed) {
    const {browsing} = this;
    if (!listed.length) {
      this.#showEmptyTable();
      return;
    }
    const shown = listed.slice(0, MOST_ROWS);
    if (shown.some(({feature: {id}}) => !words.rows[id])) {
      this.#fetchRows(words, shown);
      return;
    }
    /** @type {Column[]} */
    const columns = browsing.page.columns.length
      ? browsing.page.columns.map(key => words.common[key])
      : words.columns[listed[0].layer];
    table(
      this.tablebox,
      {
        columns,
        rows: shown.map(({feature}) => [feature.id, ...columns.map(({key}) => this.#cell(words, feature, key))]),
        selected: browsing.chosen.selected,
        label: this.text('spoken.list', {page: words.pages[browsing.page.key].name}),
        total: listed.length,
        more: shown.length < listed.length ? this.text('table.more', {n: shown.length}) : '',
      },
      {select: id => this.select(id), star: id => this.keeping.star(id)},
    );
  }

  // A cell of the table; at a year of the timeline, the status is that of its end.
  /** @type {(words: Words, feature: FilterFeature, key: string) => Cell} */
  #cell(words, feature, key) {
    const {browsing} = this;
    if (key !== 'status' || !browsing.applied.year || !feature.status) return words.rows[feature.id][key] ?? null;
    const status = browsing.status(feature);
    return {text: status ? words.options.statuses[status] : this.text('filter.no_date')};
  }

  #showEmptyTable() {
    const {browsing} = this;
    const clear = button('atlas-clear', `× ${this.text('filter.clear')}`, () => browsing.clear());
    const empty = [element('b', '', this.text('table.empty')), element('span', '', this.text('table.empty_hint'))];
    this.tablebox.replaceChildren(element('div', 'atlas-empty', ...empty, clear));
  }

  /** @type {(words: Words, shown: Selected['listed']) => Promise<void>} */
  async #fetchRows(words, shown) {
    const {lang, query} = this.browsing;
    await this.mapped(); // the map first: many rows take a while
    if (query !== this.browsing.query) return;
    const missing = shown.filter(({feature: {id}}) => !words.rows[id]);
    const places = missing.map(({feature: {id}}) => this.browsing.place(id)).filter(place => place !== null);
    await this.data.fetchRows(lang, places);
    if (query !== this.browsing.query || shown.some(({feature: {id}}) => !words.rows[id])) return;
    this.#showPanel(this.browsing.selection());
    this.keeping.showStars();
  }

  // ---- the card ------------------------------------------------------------------------------------

  async showCard() {
    const {browsing, data} = this;
    const {chosen, lang} = browsing;
    const {selected} = chosen;
    const place = selected && !data.card(lang, selected) && browsing.place(selected);
    if (place) await data.fetchCard(lang, place);
    if (selected !== browsing.chosen.selected || lang !== browsing.lang) return;
    const shown = (selected && data.card(lang, selected)) || null;
    this.pullUp.remember();
    card(this.cardbox, shown ?? {id: null}, {
      select: id => this.select(id),
      close: () => this.select(null),
      town: code => this.town(code),
      read: clause => this.read(clause),
      star: id => this.keeping.star(id),
      copy: ({id, link = '', title}) => copyButton({id, link, name: title}, (name, values) => this.text(name, values)),
      remarks: shownCard => this.feedback.row(shownCard),
      reach: {on: this.reaching.on, toggle: () => this.reaching.toggle()},
    });
    this.pullUp.follow(shown?.id ?? null);
    this.reaching.follow(shown?.reach ? selected : null);
    this.keeping.showStars();
    seeChosen(this.tablebox); // the card has taken some of the table's height
  }

  /** Fetch the cards of what is listed, so that a click shows one at once. */
  async fetchListedCards() {
    const {lang, data} = this.browsing;
    for (const layer of new Set(this.browsing.selection().listed.map(each => each.layer)))
      if (data.features[layer].length <= data.block) await this.data.fetchCard(lang, {layer, ordinal: 0});
  }

  // ---- what a click does ---------------------------------------------------------------------------

  /** @param {string | null} id */
  select(id) {
    if (id && this.browsing.page.mapless) this.browsing.open(this.browsing.link('overview', {selected: id}));
    else if (this.atlas) this.atlas.select(id, id !== null);
    else this.browsing.take({selected: id});
  }

  /** @param {string} code */
  town(code) {
    if (this.atlas) this.atlas.pickTown(code);
    else this.browsing.take({towns: [code]});
  }

  /**
   * Open the plan's text at a clause.
   *
   * @param {string} clause
   */
  read(clause) {
    askClause(clause);
    this.browsing.open(
      this.browsing.link('reader', {clause, off: [], on: [], selected: this.browsing.chosen.selected}),
    );
  }
}
