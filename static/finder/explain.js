// Sentences about a ranking: why a site has its place, why another is out, whether the order holds. Templates and names
// come from Python.

import {plural} from '../plural.js';

/** @import {KnownSite, Lang, Miss, Ranked, Ranking, SiteData, SiteSearch, Veto} from '../types.d.ts' */
/** @typedef {(key: string, values?: Record<string, string | number> & {n?: number}) => string} Say */

const CHEMICAL = 'chemical';

/** @type {(score: number) => string} */
const decimals = score => score.toFixed(2);

export class Explainer {
  /**
   * @param {SiteData} data
   * @param {Lang} lang
   * @param {SiteSearch} search
   * @param {string} today YYYY-MM-DD
   */
  constructor(data, lang, search, today) {
    this.data = data;
    this.lang = lang;
    this.search = search;
    this.today = today;
    /** @type {Map<string, KnownSite>} */
    this.sites = new Map(data.sites.map(site => [site.id, site]));
  }

  /** @type {Say} */
  say(key, values = {}) {
    const text = plural(this.data.texts[key] ?? key, values.n, this.lang);
    return text.replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));
  }

  /** @param {string[]} parts */
  list(parts) {
    return parts.join(this.say('list.joiner'));
  }

  /** @param {string[]} parts */
  clauses(parts) {
    return parts.join(this.say('fact.semicolon'));
  }

  /** @param {number} value */
  figure(value) {
    return value.toLocaleString(this.lang, {
      maximumFractionDigits: 1,
      useGrouping: this.lang === 'en' || value >= 10000,
    });
  }

  /** @param {string[]} keys */
  industries(keys) {
    return this.list(keys.map(key => this.data.industries[key]));
  }

  /** @param {Ranked} ranked */
  score({score}) {
    if (!score) return '';
    const [low, high] = score.map(decimals);
    return this.say('finder.score', {score: low === high ? low : `${low}–${high}`});
  }

  // ---- what fits -----------------------------------------------------------------------------------

  /**
   * Why a site has its place.
   *
   * @param {Ranked} ranked
   */
  reason(ranked) {
    const site = /** @type {KnownSite} */ (this.sites.get(ranked.id));
    const reasons = this.clauses(ranked.criteria.map(({key, score}) => this.#criterion(site, key, score)));
    return this.say('finder.because', {reasons});
  }

  /**
   * What is unknown of a site, so that its score is a range; empty where nothing is.
   *
   * @param {Ranked} ranked
   */
  unknowns({criteria}) {
    const names = criteria.filter(({score: [low, high]}) => low === 0 && high === 1).map(({key}) => this.name(key));
    return names.length ? this.say('finder.unknowns', {names: this.list(names)}) : '';
  }

  /** @param {string} key */
  name(key) {
    return this.data.criteria[key];
  }

  /** @type {(site: KnownSite, key: string, score: [number, number]) => string} */
  #criterion(site, key, score) {
    const limit = this.search.needs[key];
    if (key === 'industry') return this.#industry(site, score);
    if (key === 'land') return this.#land(site, score);
    if (key === 'eco') {
      if (!site.eco) return this.say('finder.eco_unknown');
      return this.say(score[0] === 1 ? 'finder.eco_kept' : 'finder.eco_maybe', {km: site.eco_text, limit});
    }
    const name = this.name(key);
    const band = site.ways[key];
    if (!band) return this.say('finder.way_unknown', {name});
    const {km} = site.way_texts[key];
    const within = band[1] !== null && band[1] <= limit;
    return this.say(within ? 'finder.way_within' : 'finder.way_maybe', {name, km, limit});
  }

  /** @type {(site: KnownSite, score: [number, number]) => string} */
  #industry(site, [low, high]) {
    if (low !== high) return this.say('finder.industry_unknown');
    const wanted = this.search.industries ?? [];
    const shared = site.industries.filter(one => wanted.includes(one));
    const word = site.named[this.search.want ?? ''];
    const isOfIt = site.industries.includes(wanted[0]);
    const text = word
      ? this.say('finder.is_named', {word})
      : this.say(isOfIt ? 'finder.is_industry' : 'finder.is_related', {
          industries: this.industries(isOfIt ? wanted.slice(0, 1) : shared),
        });
    if (wanted[0] === CHEMICAL && site.certified) return text + this.say('finder.is_certified', {name: site.certified});
    return this.search.park ? text + this.say('finder.needs_park') : text;
  }

  /** @type {(site: KnownSite, score: [number, number]) => string} */
  #land({offers}, [low]) {
    const need = this.figure(this.search.needs.land);
    const [first] = offers;
    const fresh = offers.filter(({check_after: last}) => last !== null && this.today <= last);
    const total = fresh.reduce((sum, {ha}) => sum + ha, 0);
    if (low === 1) {
      const ha = this.figure(Math.max(...fresh.map(one => one.ha)));
      return this.say('finder.land_enough', {ha, need});
    }
    if (fresh.length && fresh.length === offers.length)
      return this.say('finder.land_pieces', {ha: this.figure(total), need});
    if (first) return this.say('finder.land_stale', {ha: this.figure(first.ha), date: first.date});
    return this.say('finder.land_unknown');
  }

  // ---- what is out ---------------------------------------------------------------------------------

  /** @param {Miss} miss */
  misses({id, vetoes}) {
    const site = /** @type {KnownSite} */ (this.sites.get(id));
    return this.clauses(vetoes.map(veto => this.#veto(site, veto)));
  }

  /**
   * What would let a site in.
   *
   * @param {Miss} miss
   */
  relaxed({vetoes, sure}) {
    const known = vetoes.every(({relaxed}) => relaxed?.sure);
    const changes = vetoes.flatMap(({key, reason, relaxed}) => {
      if (!relaxed) return [];
      const values = {name: this.name(key), to: this.figure(relaxed.to)};
      return [this.say(`finder.relax_${reason}`, values)];
    });
    const key = sure ? 'finder.relaxed' : known ? 'finder.relaxed_rest' : 'finder.relaxed_maybe';
    return this.say(key, {changes: changes.join(this.say('list.comma'))});
  }

  /** @type {(site: KnownSite, veto: Veto) => string} */
  #veto(site, {key, reason, at}) {
    const values = {name: this.name(key), at: this.figure(at ?? 0), limit: this.figure(this.search.needs[key] ?? 0)};
    switch (reason) {
      case 'industry':
        return this.say('finder.veto_industry', {industries: this.industries(site.industries)});
      case 'land':
        return this.say('finder.veto_land', values);
      case 'area':
        return this.say('finder.veto_area', values);
      case 'far':
        return this.say('finder.veto_far', values);
      default:
        return this.say('finder.veto_near', {...values, zone: site.eco_zone});
    }
  }

  /**
   * Which condition excludes how many sites.
   *
   * @param {Ranking} ranking
   */
  excluding({excluding}) {
    return excluding.map(({key, all, alone}) => {
      const text = this.say('finder.excludes', {name: this.name(key), n: all});
      return alone ? text + this.say('finder.excludes_alone', {n: alone}) : text;
    });
  }

  // ---- the order -----------------------------------------------------------------------------------

  /**
   * Whether the order holds where weights change, and where what is unknown becomes known: one sentence at most.
   *
   * @param {Ranking} ranking
   */
  order({fitting, ordered, order, open}) {
    if (!fitting.length) return [];
    if (!ordered) return [this.say('finder.no_order')];
    const [best] = fitting;
    if (order && !order.moved.length) return [this.say(open ? 'finder.holds_open' : 'finder.holds', {n: order.places})];
    if (order) {
      const changes = order.moved.map(({key, up, first}) => {
        const values = {name: this.name(key), first: this.sites.get(first)?.name ?? ''};
        if (first === best.id) return this.say(up ? 'finder.up_same' : 'finder.down_same', values);
        return this.say(up ? 'finder.up' : 'finder.down', values);
      });
      const key = open ? 'finder.moves_open' : 'finder.moves';
      return [this.say(key, {n: order.places, changes: this.clauses(changes)})];
    }
    return open ? [this.say('finder.open')] : [];
  }
}
