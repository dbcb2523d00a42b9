// Which sites fit a search, and in what order. Vetoes come first; then sites that meet every condition for certain,
// then those that may. Each criterion has a score from 0 to 1, as it is: never rescaled, and a range [low, high] where
// something is unknown. A pure function of its data.

/**
 * @import {Criterion, Miss, Order, Ranked, Ranking, Reach, Relaxed, SearchSite, SiteSearch, Veto} from '../types.d.ts'
 */

const CLASS = 0.75; // the score of a site that has the industry, but does not name the production itself
const RELATED = 0.5; // of one that only has a related industry
const USUAL = 3; // a weight that is not given
const CHANGE = 0.2; // by which weights are changed, to see whether the order holds
const FIRST = 3; // the places of which that is said
const SAME = 1e-9; // scores that differ by less are equal
/** @type {Reach} */
const UNKNOWN = [0, 1];

/** @type {(value: number) => number} */
const share = value => Math.min(1, Math.max(0, value));

/**
 * A veto with its shortfall: by what share of what is wanted the site fails, at best.
 *
 * @typedef {{score: Reach | null, sure: boolean, veto: Omit<Veto, 'key'> | null}} Judged
 */
/** @type {(score: Reach, sure?: boolean) => Judged} a score; `sure`: the condition is met for certain */
const fits = (score, sure = true) => ({score, sure, veto: null});
/** @type {(reason: Veto['reason'], shortfall: number, at: number | null, relaxed: Relaxed | null) => Judged} */
const fails = (reason, shortfall, at, relaxed) => ({
  score: null,
  sure: true,
  veto: {reason, shortfall, at, relaxed},
});
const open = fits(UNKNOWN, false);

// Chemical production needs a certified chemical park: one that has the industry counts 1, any other site at most as
// one of a related industry, and is to be checked.
/** @type {(site: SearchSite, search: SiteSearch) => Judged} */
const industry = (site, search) => {
  const judged = classed(site, search);
  const {score} = judged;
  if (!search.park || !score || !site.industries.length) return judged;
  return site.certified ? fits([1, 1]) : fits([Math.min(score[0], RELATED), Math.min(score[1], RELATED)], false);
};

// What the site names itself counts 1, its industry alone less, a related one least; of a site whose industries are
// unknown, it may be any.
/** @type {(site: SearchSite, search: SiteSearch) => Judged} */
const classed = ({industries, named}, {want, industries: wanted}) => {
  if (want !== null && want in named) return fits([1, 1]);
  if (!industries.length) return open;
  const [first, ...others] = wanted ?? [];
  if (industries.includes(first)) return fits([CLASS, CLASS]);
  return industries.some(one => others.includes(one)) ? fits([RELATED, RELATED]) : fails('industry', 1, null, null);
};

// Land that is known to be on offer: enough in one piece, or too little even taken together. An entry that is past its
// day counts as unknown. A site that is smaller as a whole is out as well.
/** @type {(site: SearchSite, needed: number, today: string) => Judged} */
const land = ({offers, area}, needed, today) => {
  if (area !== null && area < needed)
    return fails('area', (needed - area) / needed, area, {to: Math.floor(area), sure: false});
  const known = offers.filter(({check_after: last}) => last !== null && today <= last).map(({ha}) => ha);
  const largest = Math.max(0, ...known);
  if (!known.length || known.length < offers.length) return largest >= needed && known.length ? fits([1, 1]) : open;
  const all = known.reduce((sum, ha) => sum + ha, 0);
  if (all < needed) return fails('land', (needed - all) / needed, all, {to: Math.floor(largest), sure: true});
  return largest >= needed ? fits([1, 1]) : open;
};

// The share of the limit that is left.
/** @type {(km: [number, number | null] | null, limit: number) => Judged} */
const way = (km, limit) => {
  if (!km) return open;
  const [low, high] = km;
  const relaxed = {to: Math.ceil(high ?? low), sure: high !== null};
  if (low > limit) return fails('far', (low - limit) / Math.max(limit, 1), low, relaxed);
  /** @param {number} length */
  const left = length => (limit ? share((limit - length) / limit) : 0);
  return fits([high === null ? 0 : left(high), left(low)], high !== null && high <= limit);
};

// Whether the distance is kept: 1 if so for certain, 0 to 1 if it may be; a zone that is nearer for certain is a veto.
/** @type {(km: [number, number | null] | null, least: number) => Judged} */
const eco = (km, least) => {
  if (!km) return open;
  const [low, high] = km;
  if (high !== null && high < least) {
    const relaxed = low >= 1 ? {to: Math.floor(low), sure: true} : {to: Math.floor(high), sure: false};
    return fails('near', (least - high) / least, high, relaxed);
  }
  return low >= least ? fits([1, 1]) : open;
};

/** @type {(site: SearchSite, key: string, search: SiteSearch, today: string) => Judged} */
const judge = (site, key, search, today) => {
  const need = search.needs[key];
  if (key === 'industry') return industry(site, search);
  if (key === 'land') return land(site, need, today);
  return key === 'eco' ? eco(site.eco, need) : way(site.ways[key] ?? null, need);
};

/**
 * The criteria that a search asks for.
 *
 * @type {(search: SiteSearch) => string[]}
 */
export const asked = ({industries, needs}) => [...(industries ? ['industry'] : []), ...Object.keys(needs)];

/** @type {(criteria: Criterion[], weights: Record<string, number>) => Reach | null} */
const mean = (criteria, weights) => {
  const total = criteria.reduce((sum, {key}) => sum + weights[key], 0);
  if (!total) return null;
  /** @param {0 | 1} end */
  const at = end => criteria.reduce((sum, {key, score}) => sum + weights[key] * score[end], 0) / total;
  return [at(0), at(1)];
};

// Sites that fit for certain come first, then chemical parks where one is needed. The rest is by the middle of the
// range, so that what is unknown counts neither for a site nor against it: the low end would count it as nothing, the
// high end as perfect. Equal middles go by name.
/** @type {(ranked: Ranked[], compareNames: (a: string, b: string) => number) => Ranked[]} */
const sorted = (ranked, compareNames) =>
  [...ranked].sort((a, b) => {
    if (a.sure !== b.sure) return a.sure ? -1 : 1;
    if (a.leads !== b.leads) return a.leads ? -1 : 1;
    const apart = middle(b) - middle(a);
    return Math.abs(apart) > SAME ? apart : compareNames(a.name, b.name);
  });

/** @param {Ranked} one */
const middle = ({score}) => (score ? (score[0] + score[1]) / 2 : 0);

/** @type {(ranked: Ranked[], weights: Record<string, number>) => Ranked[]} */
const weighted = (ranked, weights) => ranked.map(one => ({...one, score: mean(one.criteria, weights)}));

/** @type {(ranked: Ranked[]) => string} */
const places = ranked =>
  ranked
    .slice(0, FIRST)
    .map(({id}) => id)
    .join();

// The weights whose change by a fifth changes the order of the first places.
/** @type {(ranked: Ranked[], keys: string[], weights: Record<string, number>,
 *   compareNames: (a: string, b: string) => number) => Order} */
const holds = (ranked, keys, weights, compareNames) => {
  const moved = keys.flatMap(key =>
    [1 - CHANGE, 1 + CHANGE].flatMap(factor => {
      const changed = {...weights, [key]: weights[key] * factor};
      const again = sorted(weighted(ranked, changed), compareNames);
      return places(again) === places(ranked) ? [] : [{key, up: factor > 1, first: again[0].id}];
    }),
  );
  return {places: Math.min(FIRST, ranked.length), moved};
};

/** @type {(ranked: Ranked[]) => boolean} whether what is unknown may turn the first two round */
const overlapping = ([one, other]) =>
  Boolean(one?.score && other?.score && other.score[1] > one.score[0] + SAME && other.score[1] > other.score[0] + SAME);

// Which conditions exclude how many sites, and how many each excludes alone.
/** @type {(misses: Miss[], keys: string[]) => Ranking['excluding']} */
const excluding = (misses, keys) =>
  keys
    .map(key => ({
      key,
      all: misses.filter(({vetoes}) => vetoes.some(veto => veto.key === key)).length,
      alone: misses.filter(({vetoes}) => vetoes.length === 1 && vetoes[0].key === key).length,
    }))
    .filter(({all}) => all > 0);

/** @type {(vetoes: Veto[]) => boolean} whether it is known what would let a site in */
const isKnown = vetoes => vetoes.every(({relaxed}) => relaxed?.sure);

/** @type {(miss: Miss) => boolean} whether a site has what is wanted, and fails by other conditions */
export const isNear = ({vetoes}) => vetoes.every(({reason}) => reason !== 'industry');

// Sites of another industry come last, those that fail by something unknown before them.
/** @param {Miss} miss */
const group = miss => (isNear(miss) ? Number(!isKnown(miss.vetoes)) : 2);

/**
 * Rank sites by a search.
 *
 * `fitting`: the sites without a veto, the certain ones first, the best first; without weights in the order of names.
 * `misses`: the others, those that fail by least first. `order`: whether the order of the first places holds; `null`
 * where there is none.
 *
 * @type {(sites: SearchSite[], search: SiteSearch, today: string,
 *   compareNames?: (a: string, b: string) => number) => Ranking}
 */
export const rank = (sites, search, today, compareNames = (a, b) => a.localeCompare(b, 'zh')) => {
  const keys = asked(search);
  const weights = Object.fromEntries(keys.map(key => [key, search.weights[key] ?? USUAL]));
  /** @type {Ranked[]} */
  const fitting = [];
  /** @type {Miss[]} */
  const misses = [];
  for (const site of sites) {
    const {id, name} = site;
    const judged = keys.map(key => ({key, ...judge(site, key, search, today)}));
    const vetoes = judged.flatMap(({key, veto}) => (veto ? [{key, ...veto}] : []));
    const criteria = judged.flatMap(({key, score, sure}) => (score ? [{key, score, sure}] : []));
    const sure = criteria.every(one => one.sure);
    if (vetoes.length) {
      const shortfall = vetoes.reduce((sum, one) => sum + one.shortfall, 0);
      misses.push({id, name, vetoes, shortfall, sure: sure && isKnown(vetoes)});
    } else
      fitting.push({
        id,
        name,
        criteria,
        score: mean(criteria, weights),
        sure,
        leads: search.park && site.certified !== '',
      });
  }
  const ranked = sorted(fitting, compareNames);
  const isOrdered = keys.some(key => weights[key] > 0);
  misses.sort((a, b) => {
    const apart = group(a) - group(b) || (Math.abs(a.shortfall - b.shortfall) > SAME ? a.shortfall - b.shortfall : 0);
    return apart || compareNames(a.name, b.name);
  });
  return {
    asked: keys,
    fitting: ranked,
    misses,
    ordered: isOrdered,
    order: isOrdered && ranked.length > 1 && keys.length > 1 ? holds(ranked, keys, weights, compareNames) : null,
    open: isOrdered && overlapping(ranked),
    excluding: excluding(misses, keys),
  };
};
