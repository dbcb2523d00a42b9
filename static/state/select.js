// What passes a filter, in the browser: as atlas/store/query.py selects, by the rules of atlas/webmap/filter_rules.py.

/**
 * @import {Features, FilterFeature as Feature, FilterLayer as Layer, Narrowing, Selected, Topic} from '../types.d.ts'
 */

/** @type {(some: string[], others: string[]) => boolean} */
const meet = (some, others) => some.some(word => others.includes(word));

/**
 * Whether a feature passes on towns, status and industries.
 *
 * @type {(feature: Feature, chosen: Narrowing) => boolean}
 */
const passes = ({touches, status, industries}, chosen) =>
  (!chosen.towns.length || meet(touches, chosen.towns)) &&
  (!chosen.statuses.length || status == null || chosen.statuses.includes(status)) &&
  (!chosen.industries.length || industries == null || meet(industries, chosen.industries));

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
 * @type {(data: {features: Features, order: string[]}, topic: Topic, chosen: Narrowing) => Selected}
 */
export const select = ({features, order}, topic, chosen) => {
  const hidden = hiddenTokens(topic, chosen);
  /** @type {Record<string, number[] | null>} */
  const layers = {};
  /** @type {Map<string, {theme: string, found: Feature[]}>} */
  const passing = new Map();
  for (const layer of inView(topic, chosen)) {
    const all = features[layer.id];
    const found = layer.listed ? all.flatMap((f, i) => (passes(f, chosen) ? [i] : [])) : null;
    layers[layer.id] = found && found.length < all.length ? found : null;
    if (found) passing.set(layer.id, {theme: layer.theme, found: found.map(i => all[i])});
  }
  const there = order.filter(id => passing.has(id));
  const mine = there.filter(id => passing.get(id)?.theme === topic.own);
  const others = there.filter(id => passing.get(id)?.theme !== topic.own);
  const all = [...mine, ...others].flatMap(id => (passing.get(id)?.found ?? []).map(f => ({id, f})));
  const shown = all.filter(({id, f}) => !hidden.has(id) && !hidden.has(`${id}/${f.kind}`));
  return {
    layers,
    hidden: [...hidden],
    listed: shown.map(({id, f}) => ({layer: id, feature: f})),
    unticked: all.length - shown.length,
  };
};
