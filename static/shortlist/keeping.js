// What a reader keeps: stars, the shortlist that they fill, and sites side by side. All of it is in the address; only
// whether the list is open is not: it opens by its button, and with an address that has one.

import {button, element} from '../dom.js';
import {NARROW} from '../device.js';
import {keep, named, stay} from '../panels/focus.js';
import {write} from '../state/address.js';
import {listenToStars, showStars, star} from '../panels/star.js';

/** @import {Cell, ShortlistSite, Words} from '../types.d.ts' */
/** @import {Page} from '../page.js' */

export class Keeping {
  open = false;
  begun = false;
  focus = false;
  bring = false; // the comparison is to be brought onto a phone's screen
  arriving = false;
  compared = false; // whether sites stood side by side when last shown
  /** @type {Set<string> | undefined} */
  known;

  /** @param {Page} page */
  constructor(page) {
    this.page = page;
    this.listbox = element('div', 'atlas-listbox');
    this.comparebox = element('div', 'atlas-comparebox');
    this.button = named(
      button('atlas-kept', '', () => this.toggle()),
      'kept',
    );
    listenToStars(id => this.take(id));
    document.addEventListener('keydown', event => this.#escape(event));
  }

  get browsing() {
    return this.page.browsing;
  }

  /** Ids of all features that can be kept. */
  get sites() {
    this.known ??= new Set(this.browsing.data.values.sites);
    return this.known;
  }

  /**
   * The star of a feature, where it is a site.
   *
   * @param {string} id
   */
  star(id) {
    return this.sites.has(id) ? star(id) : null;
  }

  /** Whether sites stand side by side; the results of a search take their place. */
  get comparing() {
    const {page, chosen} = this.browsing;
    return page.parts.includes('shortlist') && chosen.compared.length > 1 && !chosen.search;
  }

  // ---- choices ---------------------------------------------------------------------------------------

  /**
   * Keep a site, or no longer.
   *
   * @param {string} id
   */
  take(id) {
    const {shortlist, compared} = this.browsing.chosen;
    if (shortlist.includes(id)) {
      const rest = (/** @type {string[]} */ ids) => ids.filter(one => one !== id);
      this.browsing.take({shortlist: rest(shortlist), compared: rest(compared)});
    } else if (shortlist.length < this.browsing.most('list')) this.browsing.take({shortlist: [...shortlist, id]});
    else this.page.atlas?.notice(this.page.text('shortlist.full', {n: shortlist.length}));
  }

  /**
   * Have a site among those compared, or no longer.
   *
   * @param {string} id
   */
  tick(id) {
    const {compared} = this.browsing.chosen;
    const rest = compared.filter(one => one !== id);
    if (rest.length === compared.length) rest.push(id);
    this.browsing.take({compared: rest.slice(-this.browsing.most('compare'))});
  }

  #compareAll() {
    this.open = false;
    this.arriving = true;
    this.browsing.take({
      compared: this.browsing.chosen.shortlist.slice(0, this.browsing.most('compare')),
      selected: null,
    });
  }

  /** Bring the shortlist into view, or close it where it is; elsewhere than on the page of sites, go there. */
  toggle() {
    this.open = !(this.listed && this.open && this.#isSeen());
    if (this.listed) this.page.show();
    else this.browsing.open(this.browsing.link('industry', {selected: null}));
    if (this.open) this.focus = true;
  }

  // Whether the open list is on the screen: all of it, or its title at the top.
  #isSeen() {
    const side = this.page.side.getBoundingClientRect(); // on a phone the whole page scrolls
    const [top, foot] = NARROW.matches ? [0, window.innerHeight] : [side.top, side.bottom];
    const list = this.listbox.getBoundingClientRect();
    return list.height > 0 && list.top >= top - 1 && (list.bottom <= foot || list.top < top + (foot - top) / 3);
  }

  // Esc ends the comparison, except where it closes something else.
  /** @param {KeyboardEvent} event */
  #escape(event) {
    const {target} = event;
    if (event.key !== 'Escape' || event.defaultPrevented || !this.comparing || !(target instanceof Element)) return;
    const here = target === document.body || target === this.button || this.page.side.contains(target);
    if (here && !target.closest('.atlas-card, .atlas-shortlist')) this.endComparison();
  }

  endComparison() {
    const held = this.comparebox.contains(document.activeElement);
    this.browsing.take({compared: []});
    if (held) this.button.focus();
  }

  close() {
    if (this.comparing) {
      this.endComparison();
      return;
    }
    this.open = false;
    this.page.show();
    this.button.focus();
  }

  get listed() {
    return this.browsing.page.parts.includes('shortlist');
  }

  // ---- showing ---------------------------------------------------------------------------------------

  /** @param {Words} words */
  async show(words) {
    const {page, listed} = this;
    const {chosen} = this.browsing;
    const {shortlist} = chosen;
    if (!this.begun) this.open = listed && shortlist.length > 0 && !chosen.selected && !this.comparing;
    if (this.begun && this.comparing && !this.compared && NARROW.matches) this.bring = true;
    this.compared = this.comparing;
    this.begun = true;
    const {beside} = page.filterbar;
    if (this.button.parentNode !== beside) beside.replaceChildren(this.button);
    this.button.hidden = !shortlist.length && (!listed || NARROW.matches); // an empty one would push a phone's map down
    this.button.textContent = page.text('shortlist.button', {n: shortlist.length});
    this.button.setAttribute('aria-expanded', String(listed && this.open));
    this.showStars();
    document.body.classList.toggle('atlas-comparing', this.comparing);
    await Promise.all([this.#showList(words), this.#showCompared()]);
  }

  /** Show in all stars what is kept. */
  showStars() {
    const {lang} = this.browsing;
    const names = this.page.data.words.get(lang)?.rows ?? {};
    showStars(this.page.node, this.browsing.chosen.shortlist, (id, kept) =>
      this.page.text(kept ? 'shortlist.remove' : 'shortlist.add', {name: textOf(names[id]?.name)}),
    );
  }

  /** @param {Words} words */
  async #showList(words) {
    if (!this.listed || !this.open) {
      this.listbox.replaceChildren();
      return;
    }
    const {shortlist} = await import('./shortlist.js');
    if (!this.listed || !this.open) return;
    const {page, browsing} = this;
    const {chosen} = browsing;
    const sites = chosen.shortlist.map(id => siteOf(id, words));
    shortlist(this.listbox, sites, chosen.compared, (key, values) => page.text(key, values), {
      select: id => page.select(id),
      tick: id => this.tick(id),
      drop: id => this.take(id),
      compareAll: () => this.#compareAll(),
      close: () => this.close(),
      file: format => this.#file(format),
      most: browsing.most('compare'),
    });
    if (!this.focus) return;
    this.focus = false;
    stay();
    this.listbox.querySelector('h2')?.focus({preventScroll: true});
    this.listbox.scrollIntoView({block: 'start'});
  }

  /** @param {'pdf' | 'xlsx'} format */
  #file(format) {
    const {chosen, empty, lang, words} = this.browsing;
    const {shortlist, want, needs} = chosen;
    const asked = write(words, {...empty, shortlist, want, needs}, lang);
    return new URL(`shortlist?page=industry&format=${format}&${asked}`, this.page.atlas?.downloads ?? document.baseURI)
      .href;
  }

  async #showCompared() {
    if (!this.comparing) {
      keep(this.comparebox, () => this.comparebox.replaceChildren());
      return;
    }
    const {browsing, page} = this;
    const {lang} = browsing;
    const [{comparison}, data] = await Promise.all([import('./comparison.js'), page.data.fetchComparison(lang)]);
    if (!data || !this.comparing || lang !== browsing.lang) return;
    comparison(this.comparebox, data, browsing.chosen.compared, {
      select: id => page.select(id),
      read: clause => page.read(clause),
      drop: id => this.tick(id),
      close: () => this.endComparison(),
      star: id => this.star(id),
    });
    this.showStars();
    if (this.arriving) this.comparebox.querySelector('h2')?.focus({preventScroll: true});
    if (this.arriving || this.bring) this.comparebox.scrollIntoView({block: 'start'});
    else if (document.activeElement?.matches('.tick input')) document.activeElement.scrollIntoView({block: 'nearest'});
    this.arriving = this.bring = false;
  }
}

/** @param {Cell | undefined} cell */
const textOf = cell => (cell && typeof cell === 'object' ? cell.text : String(cell ?? ''));

/** @type {(id: string, words: Words) => ShortlistSite} */
const siteOf = (id, {rows}) => {
  const name = rows[id]?.name;
  return {id, name: textOf(name), below: textOf(rows[id]?.industries)};
};
