// The switch on the card of a site for what can be reached from it by car. It stays on from one site to the next.

/** @import {Page} from '../page.js' */
/** @import {Reach} from '../map/reach.js' */

export class Reaching {
  on = false;
  key = '';
  /** @type {Reach | undefined} */
  areas;

  /** @param {Page} page */
  constructor(page) {
    this.page = page;
  }

  toggle() {
    this.on = !this.on;
    this.page.showCard();
  }

  /**
   * Show the areas of a site on the map where the switch is on; `null`: a feature without.
   *
   * @param {string | null} id
   */
  async follow(id) {
    const {atlas, browsing, data} = this.page;
    const {lang} = browsing;
    const site = this.on ? id : null;
    const key = site ? `${site} ${lang}` : '';
    if (key === this.key || !atlas?.map) return;
    this.key = key;
    if (!site) {
      this.areas?.show(null, lang);
      return;
    }
    const [{Reach}, found] = await Promise.all([import('../map/reach.js'), data.fetchReach(site)]);
    if (key !== this.key) return;
    const areas = (this.areas ??= new Reach(atlas, () => this.toggle()));
    areas.show(found, lang);
  }
}
