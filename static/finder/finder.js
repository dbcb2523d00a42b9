// Finds sites for an investor, in the browser: the form, the ranking, its results, and the hits for the map.

import {element} from '../dom.js';
import {keep} from '../panels/focus.js';
import {Explainer} from './explain.js';
import {Form} from './form.js';
import {rank} from './rank.js';
import {results} from './results.js';

/** @import {Chosen, Lang, Ranking, SiteData, SiteSearch} from '../types.d.ts' */
/**
 * @typedef {{take: (change: Pick<Partial<Chosen>, 'want' | 'needs' | 'weights'>) => void, select: (id: string) => void,
 *   tick: (id: string) => void, most: (name: string) => number}} FinderActs `tick`: compare a site, or no longer;
 *   `most`: the largest figure of a parameter
 */
/** @typedef {{ranking: Ranking, explainer: Explainer, narrowed: number | null}} Found */

/** @type {(chosen: Chosen) => boolean} whether anything is looked for */
const searches = ({want, needs}) => want !== null || needs.length > 0;

/** The day on the reader's clock, as YYYY-MM-DD. */
const today = () => new Date().toLocaleDateString('sv');

export class Finder {
  key = '';
  /** @type {Found | null} */
  found = null;

  /**
   * @param {HTMLElement} root
   * @param {FinderActs} act
   */
  constructor(root, act) {
    this.root = root;
    this.act = act;
    this.list = element('div', 'results');
  }

  /**
   * Find the sites among those that are listed, and return the ids of those that fit, the best first.
   *
   * @type {(data: SiteData, lang: Lang, chosen: Chosen, listed: string[]) => string[]}
   */
  find(data, lang, chosen, listed) {
    if (!searches(chosen)) {
      this.found = null;
      return [];
    }
    const sites = data.sites.filter(({id}) => listed.includes(id));
    const want = data.wants.find(({key}) => key === chosen.want);
    /** @type {SiteSearch} */
    const search = {
      want: chosen.want,
      industries: want?.industries ?? null,
      park: want?.park ?? false,
      needs: inTheOrderOf(data, chosen.needs),
      weights: Object.fromEntries(chosen.weights),
    };
    const day = today();
    const ranking = rank(sites, search, day, (a, b) => a.localeCompare(b, lang));
    const explainer = new Explainer(data, lang, search, day);
    this.found = {ranking, explainer, narrowed: sites.length < data.sites.length ? sites.length : null};
    return ranking.fitting.map(({id}) => id);
  }

  /**
   * Show the form and what was found last.
   *
   * @type {(data: SiteData, lang: Lang, chosen: Chosen) => void}
   */
  show(data, lang, chosen) {
    if (this.key !== lang) {
      this.key = lang;
      const words = new Explainer(data, lang, {want: null, industries: null, park: false, needs: {}, weights: {}}, '');
      this.form = new Form(
        data,
        (key, values) => words.say(key, values),
        change => this.act.take(change),
        this.act.most,
      );
      this.root.classList.add('atlas-panel');
      this.root.replaceChildren(this.form.node, this.list);
    }
    this.form?.show(chosen);
    keep(this.list, () => this.#showResults(chosen));
  }

  /** @param {Chosen} chosen */
  #showResults({selected, compared}) {
    const {found} = this;
    this.root.classList.toggle('searching', found !== null);
    if (!found) {
      this.list.replaceChildren();
      return;
    }
    const unfolded = this.list.querySelector('details')?.open ?? false;
    const {ranking, explainer, narrowed} = found;
    const node = results(
      ranking,
      explainer,
      {selected, compared, narrowed},
      {
        select: id => this.act.select(id),
        tick: id => this.act.tick(id),
      },
    );
    this.list.replaceChildren(node);
    const fold = node.querySelector('details');
    if (fold) fold.open = unfolded;
  }
}

/** @type {(data: SiteData, needs: Chosen['needs']) => Record<string, number>} needs in the order of the form */
const inTheOrderOf = (data, needs) => {
  const given = new Map(needs);
  return Object.fromEntries(data.needs.flatMap(({key}) => (given.has(key) ? [[key, Number(given.get(key))]] : [])));
};
