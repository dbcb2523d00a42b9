// The page of towns: without a chosen town a list and a shaded map, with one its projects. Scripts and data are fetched
// when the page first opens. With two towns chosen, Python's comparison stands alone.

import {NARROW} from '../device.js';
import {element} from '../dom.js';
import {select} from '../state/select.js';
import {remembered} from '../towns/mytown.js';
import {keep, reveal, settle} from './focus.js';

/** @import {Page} from '../page.js' */
/** @import {Selected, TownData, TownMeasure, Words} from '../types.d.ts' */
/** @typedef {typeof import('../towns/town_list.js') & typeof import('../towns/town_page.js')} Drawing */

export class Towning {
  /** @type {Drawing | undefined} */
  drawing;
  /** @type {'value' | 'name'} */
  order = 'value';
  /** @type {Set<string>} keys of the folds that are open */
  open = new Set();
  planners = false; // whether the planners' part is open
  key = ''; // what was drawn last
  /** @type {string | null | undefined} the town that was shown last */
  before;

  /** @param {Page} page */
  constructor(page) {
    this.page = page;
    this.node = element('div', 'atlas-towns');
  }

  /** Whether the page has towns. */
  get here() {
    return this.page.browsing.page.parts.includes('towns');
  }

  /** The town whose page is open. */
  get code() {
    const {towns} = this.page.browsing.chosen;
    return this.here && towns.length === 1 ? towns[0] : null;
  }

  /** Whether what Python makes for planners is folded away; the results of a search never are. */
  get folded() {
    const {towns, search} = this.page.browsing.chosen;
    return this.here && !search && (towns.length === 0 || (towns.length === 1 && !this.planners));
  }

  /** @returns {TownData | undefined} */
  get #data() {
    const {browsing, data} = this.page;
    return data.towns.get(browsing.lang);
  }

  /**
   * What the towns on the map are shaded by, while none is chosen.
   *
   * @returns {TownMeasure | null}
   */
  get measure() {
    const {page, chosen} = this.page.browsing;
    const measures = page.colours === 'measure' && !chosen.towns.length && this.#data?.measures;
    return (measures && measures.find(({key}) => key === chosen.shade)) || null;
  }

  /**
   * Show the list of towns, or the page of one.
   *
   * @param {Selected} found
   */
  show({listed}) {
    this.node.hidden = !this.here || this.page.browsing.chosen.towns.length > 1;
    if (!this.here) {
      this.before = undefined;
      return;
    }
    const data = this.#data;
    if (!this.drawing || !data) {
      this.#load();
      return;
    }
    const {browsing} = this.page;
    const words = /** @type {Words} */ (this.page.data.words.get(browsing.lang));
    const ids = listed.map(({feature}) => feature.id);
    const key = JSON.stringify([browsing.lang, browsing.query, this.order, this.planners, remembered(), ids]);
    if (key !== this.key) {
      this.key = key;
      keep(this.node, () => this.#draw(data, words, new Set(ids)));
    }
    this.#arrive();
  }

  /** @type {(data: TownData, words: Words, ids: Set<string>) => void} */
  #draw(data, words, ids) {
    const {browsing} = this.page;
    const {lang, chosen} = browsing;
    const {townList, townPage} = /** @type {Drawing} */ (this.drawing);
    const town = data.towns.find(({code}) => code === this.code);
    const {measure} = this;
    /** @type {Page['text']} */
    const text = (name, values) => this.page.text(name, values);
    if (measure)
      this.node.replaceChildren(
        townList(data, measure, this.order, lang, text, {
          shade: shade => browsing.take({shade}),
          order: order => this.#redraw({order}),
          town: code => this.page.town(code),
        }),
      );
    else if (town) {
      const shown = {
        town,
        here: new Set(town.groups.flatMap(group => group.ids).filter(id => ids.has(id))),
        elsewhere: this.#elsewhere(),
        themes: chosen.themes,
        selected: chosen.selected,
        year: browsing.applied.year,
        open: this.open,
        planners: this.planners,
      };
      this.node.replaceChildren(
        townPage(data, words, shown, text, {
          select: id => this.page.select(id),
          theme: theme => browsing.take({themes: theme ? [theme] : []}),
          back: () => browsing.take({towns: []}),
          kept: () => this.page.show(),
          fold: (key, open) => (open ? this.open.add(key) : this.open.delete(key)),
          planners: () => this.#redraw({planners: !this.planners}),
        }),
      );
    } else this.node.replaceChildren();
  }

  // The projects of no town that pass the rest of the filter.
  #elsewhere() {
    const {data, topic, applied} = this.page.browsing;
    const {listed} = select(data, topic, {...applied, towns: []});
    return new Set(listed.map(({feature}) => feature.id));
  }

  /** @param {Partial<Pick<Towning, 'order' | 'planners'>>} change */
  #redraw(change) {
    Object.assign(this, change);
    this.page.show();
  }

  // A town was chosen, or left: on a phone its page comes onto the screen.
  #arrive() {
    const {code, before} = this;
    this.before = code;
    if (before === undefined || before === code) return;
    if (code) {
      if (NARROW.matches) reveal(this.node);
      else this.page.side.scrollTo({top: 0});
    } else settle();
  }

  async #load() {
    const {browsing, data} = this.page;
    const {lang} = browsing;
    const [list, page] = await Promise.all([
      import('../towns/town_list.js'),
      import('../towns/town_page.js'),
      data.fetchTowns(lang),
    ]);
    if (!data.towns.has(lang)) return; // the page has said that it did not come
    this.drawing = {...list, ...page};
    if (this.here && lang === browsing.lang) this.page.show();
  }
}
