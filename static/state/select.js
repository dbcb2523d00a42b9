// What passes a filter, in the browser: as atlas/store/query.py selects, by the rules of atlas/webmap/filter_rules.py.

/** @import {Codes, Features, FilterFeature as Feature, FilterLayer as Layer} from '../types.d.ts' */
/** @import {Narrowing, Selected, Topic} from '../types.d.ts' */

/** @type {(some: string[], others: string[]) => boolean} */
const meet = (some, others) => some.some(word => others.includes(word));

/**
 * The letter of a feature's status at the end of a year: a capital if promises are kept, a dot if it was not there yet,
 * nothing if it is undated.
 *
 * @type {(codes: Codes, feature: Pick<Feature, 'years'>, year: string) => string}
 */
export const letterIn = (codes, {years}, year) => years?.[codes.years.indexOf(year)] ?? '';

/**
 * The outcome of a feature at the end of a year, or today; nothing if it is no project.
 *
 * @type {(codes: Codes, feature: Pick<Feature, 'outcomes'>, year: string | null) => string | null}
 */
export const outcomeIn = (codes, {outcomes = ''}, year) => {
  const last = outcomes.length - 1;
  const letter = outcomes[year ? Math.min(codes.years.indexOf(year), last) : last];
  return Object.keys(codes.outcomes).find(word => codes.outcomes[word] === letter) ?? null;
};

/**
 * The status of a feature at the end of a year, or today: nothing if it has none, is undated, or was not there yet.
 *
 * @type {(codes: Codes, feature: Feature, year: string | null) => string | null}
 */
export const statusIn = (codes, feature, year) => {
  if (!year) return feature.status ?? null;
  const letter = letterIn(codes, feature, year).toLowerCase();
  return Object.keys(codes.statuses).find(word => codes.statuses[word] === letter) ?? null;
};

/**
 * The statuses of all dated features at the end of a year, by id.
 *
 * @type {(data: {features: Features, codes: Codes}, year: string) => Map<string, string>}
 */
export const statusesIn = ({features, codes}, year) => {
  const dated = Object.values(features)
    .flat()
    .map(f => /** @type {const} */ ([f.id, statusIn(codes, f, year)]));
  return new Map(/** @type {[string, string][]} */ (dated.filter(([, status]) => status)));
};

/** @type {(codes: Codes, feature: Feature, year: string | null) => boolean} */
const isThere = (codes, feature, year) => !year || letterIn(codes, feature, year) !== '.';

/** @type {(codes: Codes, feature: Feature, chosen: Narrowing) => boolean} */
const passesStatus = (codes, feature, {statuses, year}) =>
  !statuses.length || feature.status == null || statuses.includes(statusIn(codes, feature, year) ?? '');

/** @type {(codes: Codes, feature: Feature, topic: Topic, chosen: Narrowing) => boolean} */
const isWanted = (codes, feature, {projects}, {year}) => !projects || outcomeIn(codes, feature, year) !== null;

/**
 * Whether a feature passes on towns, status, industries, outcomes, chapters and year.
 *
 * @type {(codes: Codes, feature: Feature, chosen: Narrowing) => boolean}
 */
const passes = (codes, feature, chosen) =>
  (!chosen.towns.length || meet(feature.touches, chosen.towns)) &&
  passesStatus(codes, feature, chosen) &&
  (!chosen.industries.length || feature.industries == null || meet(feature.industries, chosen.industries)) &&
  (!chosen.outcomes.length || chosen.outcomes.includes(outcomeIn(codes, feature, chosen.year) ?? '')) &&
  (!chosen.chapters.length || meet(feature.chapters ?? [], chosen.chapters)) &&
  isThere(codes, feature, chosen.year);

/** @type {(features: Feature[], test: (feature: Feature) => boolean) => number[]} */
const ordinalsOf = (features, test) => {
  /** @type {number[]} */
  const found = [];
  for (let i = 0; i < features.length; i++) if (test(features[i])) found.push(i);
  return found;
};

/** @type {(topic: Topic, chosen: Narrowing) => Layer[]} */
const inView = ({layers, own}, {themes}) => {
  const wanted = own ? [own, ...themes] : themes;
  return layers.filter(layer => layer.always || !wanted.length || wanted.includes(layer.theme));
};

/** @type {(topic: Topic, chosen: Narrowing) => Set<string>} */
const hiddenByItself = (topic, chosen) =>
  new Set(
    inView(topic, chosen).flatMap(layer =>
      chosen.themes.includes(layer.theme) ? layer.hidden_when_chosen : layer.hidden,
    ),
  );

/**
 * How `hidden` differs from what the page hides by itself.
 *
 * @type {(topic: Topic, chosen: Narrowing, hidden: string[]) => {off: string[], on: string[]}}
 */
export const switches = (topic, chosen, hidden) => {
  const itself = hiddenByItself(topic, chosen);
  return {off: hidden.filter(token => !itself.has(token)), on: [...itself].filter(token => !hidden.includes(token))};
};

/** @type {(topic: Topic, chosen: Narrowing) => Set<string>} */
const hiddenTokens = (topic, chosen) => {
  const hidden = hiddenByItself(topic, chosen);
  for (const token of chosen.on) hidden.delete(token);
  for (const token of chosen.off) hidden.add(token);
  return hidden;
};

/**
 * Whether a topic shows features of a layer and kind.
 *
 * @type {(topic: Topic, chosen: Narrowing, layer: string, kind: string) => boolean}
 */
export const shows = (topic, chosen, layer, kind) => {
  const hidden = hiddenTokens(topic, chosen);
  const offered = inView(topic, chosen).some(({id}) => id === layer);
  return offered && !hidden.has(layer) && !hidden.has(`${layer}/${kind}`);
};

/**
 * The layers on offer with the ordinals that pass (`null`: all), the legend entries that are off, the features that
 * are listed, and how many more pass but are switched off.
 *
 * @type {(data: {features: Features, order: string[], codes: Codes}, topic: Topic, chosen: Narrowing) => Selected}
 */
export const select = ({features, order, codes}, topic, chosen) => {
  const hidden = hiddenTokens(topic, chosen);
  /** @type {Record<string, number[] | null>} */
  const layers = {};
  /** @type {Map<string, {theme: string, found: Feature[]}>} */
  const passing = new Map();
  for (const layer of inView(topic, chosen)) {
    const all = features[layer.id];
    // of what the filter does not concern, only the year
    const found = layer.listed
      ? ordinalsOf(all, f => passes(codes, f, chosen) && isWanted(codes, f, topic, chosen))
      : ordinalsOf(all, f => isThere(codes, f, chosen.year));
    layers[layer.id] = found.length < all.length ? found : null;
    if (layer.listed) passing.set(layer.id, {theme: layer.theme, found: found.map(i => all[i])});
  }
  const there = order.filter(id => passing.has(id));
  const mine = there.filter(id => passing.get(id)?.theme === topic.own);
  const others = there.filter(id => passing.get(id)?.theme !== topic.own);
  /** @type {Selected['listed']} */
  const listed = [];
  let unticked = 0;
  for (const id of [...mine, ...others]) {
    const found = passing.get(id)?.found ?? [];
    const kinds = [...new Set(found.map(({kind}) => kind))];
    const off = new Set(kinds.filter(kind => hidden.has(id) || hidden.has(`${id}/${kind}`)));
    for (const feature of found)
      if (off.has(feature.kind)) unticked++;
      else listed.push({layer: id, feature});
  }
  return {layers, hidden: [...hidden], listed, unticked};
};
