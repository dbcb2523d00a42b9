// What passes a filter, in the browser: as atlas/store/query.py selects, on what atlas/webmap/one_file_map.py gives.

/**
 * @import {Chosen, FilterData as Data, FilterFeature as Feature, FilterLayer as Layer} from '../types.d.ts'
 */

/** @type {(some: string[], others: string[]) => boolean} */
const meet = (some, others) => some.some(word => others.includes(word));

/**
 * Whether a feature passes on towns, status and industries.
 *
 * @type {(feature: Feature, chosen: Chosen) => boolean}
 */
const passes = ({touches, status, industries}, chosen) =>
  (!chosen.towns.length || meet(touches, chosen.towns)) &&
  (!chosen.statuses.length || status == null || chosen.statuses.includes(status)) &&
  (!chosen.industries.length || industries == null || meet(industries, chosen.industries));

/** @type {(data: Data, chosen: Chosen) => Layer[]} */
const inView = ({layers, own}, {themes}) => {
  const wanted = own ? [own, ...themes] : themes;
  return layers.filter(layer => layer.always || !wanted.length || wanted.includes(layer.theme));
};

/** @type {(data: Data, chosen: Chosen) => Set<string>} */
const hiddenByItself = (data, chosen) =>
  new Set(
    inView(data, chosen).flatMap(layer =>
      chosen.themes.includes(layer.theme) ? layer.hidden_when_chosen : layer.hidden,
    ),
  );

/**
 * How `hidden` differs from what the page hides by itself.
 *
 * @type {(data: Data, chosen: Chosen, hidden: string[]) => {off: string[], on: string[]}}
 */
export const switches = (data, chosen, hidden) => {
  const itself = hiddenByItself(data, chosen);
  return {off: hidden.filter(token => !itself.has(token)), on: [...itself].filter(token => !hidden.includes(token))};
};

/**
 * The layers on offer with the ordinals that pass (`null`: all), the legend entries that are off, the ids that are
 * listed, and how many more pass but are switched off.
 *
 * @param {Data} data
 * @param {Chosen} chosen
 */
export const select = (data, chosen) => {
  const hidden = hiddenByItself(data, chosen);
  /** @type {Record<string, number[] | null>} */
  const layers = {};
  for (const token of chosen.on) hidden.delete(token);
  for (const token of chosen.off) hidden.add(token);
  /** @type {Map<string, {theme: string, found: Feature[]}>} */
  const passing = new Map();
  for (const layer of inView(data, chosen)) {
    const all = data.features[layer.id];
    const found = layer.listed ? all.flatMap((f, i) => (passes(f, chosen) ? [i] : [])) : null;
    layers[layer.id] = found && found.length < all.length ? found : null;
    if (found) passing.set(layer.id, {theme: layer.theme, found: found.map(i => all[i])});
  }
  const listed = data.order.filter(id => passing.has(id));
  const mine = listed.filter(id => passing.get(id)?.theme === data.own);
  const others = listed.filter(id => passing.get(id)?.theme !== data.own);
  const all = [...mine, ...others].flatMap(id => (passing.get(id)?.found ?? []).map(f => ({id, f})));
  const shown = all.filter(({id, f}) => !hidden.has(id) && !hidden.has(`${id}/${f.kind}`));
  return {layers, hidden: [...hidden], ids: shown.map(({f}) => f.id), unticked: all.length - shown.length};
};
