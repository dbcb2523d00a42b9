// The finder on the page that has it. Its scripts and data are fetched when that page first opens.

import {element} from '../dom.js';

/** @import {Page} from '../page.js' */
/** @import {Finder} from '../finder/finder.js' */
/** @import {Mount, Selected} from '../types.d.ts' */

export class Finding {
  /** @type {Finder | undefined} */
  finder;
  /** @type {string[] | undefined} ids of the sites that were found last; none before the finder is there */
  hits;

  /** @param {Page} page */
  constructor(page) {
    this.page = page;
    /** @type {Mount} */
    this.node = element('div', 'atlas-finder');
  }

  /** Whether the page has a finder. */
  get here() {
    return this.page.browsing.page.parts.includes('finder');
  }

  /** Whether a search is on: its results take the place of the table. */
  get on() {
    const {want, needs} = this.page.browsing.chosen;
    return this.here && (want !== null || needs.length > 0);
  }

  get #data() {
    const {browsing, data} = this.page;
    return data.sites.get(browsing.lang);
  }

  /**
   * Find sites among what is listed: the ids of those that fit, the best first; nothing before the finder is there.
   *
   * @param {Selected} selected
   */
  find({listed}) {
    if (!this.here) return undefined;
    const {browsing} = this.page;
    if (!this.finder || !this.#data) {
      this.#load();
      return this.hits;
    }
    const ids = listed.map(({feature}) => feature.id);
    this.hits = this.finder.find(this.#data, browsing.lang, browsing.chosen, ids);
    return this.hits;
  }

  /** Show the form and what was found. */
  show() {
    this.node.hidden = !this.here;
    const {browsing} = this.page;
    if (this.here && this.finder && this.#data) this.finder.show(this.#data, browsing.lang, browsing.chosen);
  }

  async #load() {
    const {browsing, data} = this.page;
    const {lang} = browsing;
    const [{Finder}] = await Promise.all([import('../finder/finder.js'), data.fetchSites(lang)]);
    if (!data.sites.has(lang)) return; // the page has said that it did not come
    this.finder ??= new Finder(this.node, {
      take: change => browsing.take(change),
      select: id => this.page.select(id),
      tick: id => this.page.keeping.tick(id),
      most: name => browsing.most(name),
    });
    if (this.here && lang === browsing.lang) this.page.show();
  }
}
