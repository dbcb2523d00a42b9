// The words, rows and cards that pages show, fetched once and kept; Python's side is atlas/web/browsing/data_files.py.

/**
 * @import {Card, DataFiles, Lang, SearchData, SiteColumns, ReachData, SiteData, TourWords, TownData,
 *   Words} from '../types.d.ts'
 */
/** @typedef {{layer: string, ordinal: number}} Place of a feature: its layer, and where it is in the layer's file */

/** @type {(url: string) => Promise<any>} */
export const fetchJson = async url => {
  const response = await fetch(new URL(url, document.baseURI));
  if (!response.ok) throw new Error(`${url}: HTTP ${response.status}`);
  return response.json();
};

export class PageData {
  /** @type {Map<Lang, Words>} */
  words = new Map();
  /** @type {Map<Lang, SiteData>} */
  sites = new Map();
  /** @type {Map<Lang, TownData>} */
  towns = new Map();
  /** @type {Map<Lang, TourWords>} */
  tours = new Map();
  /** @type {Map<string, Card>} the cards that are here, by language and id */
  cards = new Map();
  /** @type {Map<string, Promise<any>>} by address */
  fetched = new Map();

  /**
   * @param {DataFiles} files
   * @param {number} block how many features of a layer a file of cards or rows has
   * @param {(error: Error) => void} failed called when a file does not come
   */
  constructor(files, block, failed) {
    this.files = files;
    this.block = block;
    this.failed = failed;
  }

  // A file is fetched once; one that fails is tried again the next time.
  /** @type {(url: string) => Promise<Record<string, any> | null>} */
  async #fetch(url) {
    if (!this.fetched.has(url)) this.fetched.set(url, fetchJson(url));
    try {
      return await this.fetched.get(url);
    } catch (error) {
      this.fetched.delete(url);
      this.failed(/** @type {Error} */ (error));
      return null;
    }
  }

  /** @type {(folder: string, place: Place) => Promise<Record<string, any> | null>} */
  #fetchBlock(folder, {layer, ordinal}) {
    return this.#fetch(`${folder}${layer}/${Math.floor(ordinal / this.block)}.json`);
  }

  /** @type {(lang: Lang) => Promise<void>} */
  async fetchWords(lang) {
    const words = /** @type {Words | null} */ (await this.#fetch(this.files.words[lang]));
    if (words) this.words.set(lang, words);
  }

  /**
   * Fetch the table's cells of features whose layers have too many for the file of words.
   *
   * @type {(lang: Lang, places: Place[]) => Promise<void>}
   */
  async fetchRows(lang, places) {
    const firsts = new Map(places.map(place => [`${place.layer}/${Math.floor(place.ordinal / this.block)}`, place]));
    const blocks = await Promise.all([...firsts.values()].map(place => this.#fetchBlock(this.files.rows[lang], place)));
    const words = this.words.get(lang);
    if (words) Object.assign(words.rows, ...blocks);
  }

  /**
   * What stands side by side of each park and district.
   *
   * @type {(lang: Lang) => Promise<SiteColumns | null>}
   */
  async fetchComparison(lang) {
    return /** @type {SiteColumns | null} */ (await this.#fetch(this.files.comparison[lang]));
  }

  /**
   * Fetch what is known of sites, for the finder.
   *
   * @type {(lang: Lang) => Promise<void>}
   */
  async fetchSites(lang) {
    const sites = /** @type {SiteData | null} */ (await this.#fetch(this.files.sites[lang]));
    if (sites) this.sites.set(lang, sites);
  }

  /**
   * Fetch what the page of towns shows; its texts join those of the page.
   *
   * @type {(lang: Lang) => Promise<void>}
   */
  async fetchTowns(lang) {
    const towns = /** @type {TownData | null} */ (await this.#fetch(this.files.towns[lang]));
    const words = this.words.get(lang);
    if (!towns || !words) return;
    Object.assign(words.texts, towns.texts);
    this.towns.set(lang, towns);
  }

  /**
   * Fetch the words of the tours' steps.
   *
   * @type {(lang: Lang) => Promise<void>}
   */
  async fetchTours(lang) {
    const tours = /** @type {TourWords | null} */ (await this.#fetch(this.files.tours[lang]));
    if (tours) this.tours.set(lang, tours);
  }

  /**
   * What the search box can suggest; `null` if it does not come.
   *
   * @type {(lang: Lang) => Promise<SearchData | null>}
   */
  async fetchSearch(lang) {
    return /** @type {SearchData | null} */ (await this.#fetch(this.files.search[lang]));
  }

  /**
   * Fetch what can be reached from a site; `null` if it does not come.
   *
   * @type {(site: string) => Promise<ReachData | null>}
   */
  async fetchReach(site) {
    return /** @type {ReachData | null} */ (await this.#fetch(`${this.files.reach}${site}.json`));
  }

  /** @type {(lang: Lang, id: string) => Card | undefined} */
  card(lang, id) {
    return this.cards.get(`${lang}/${id}`);
  }

  /**
   * Fetch the card of a feature, and those of its neighbours in the layer's file.
   *
   * @type {(lang: Lang, place: Place) => Promise<void>}
   */
  async fetchCard(lang, place) {
    const found = await this.#fetchBlock(this.files.cards[lang], place);
    for (const [id, card] of Object.entries(found ?? {})) this.cards.set(`${lang}/${id}`, card);
  }
}
