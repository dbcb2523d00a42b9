// What passes a filter, in the browser: as atlas/query.py selects, on what atlas/export/onefile.py gives.

const meet = (some, others) => some.some(word => others.includes(word));

/** Whether a feature passes on towns, status and industries. */
const passes = ({touches, status, industries}, chosen) =>
  (!chosen.towns.length || meet(touches, chosen.towns)) &&
  (!chosen.statuses.length || status == null || chosen.statuses.includes(status)) &&
  (!chosen.industries.length || industries == null || meet(industries, chosen.industries));

const inView = ({layers, own}, {themes}) => {
  const wanted = own ? [own, ...themes] : themes;
  return layers.filter(layer => layer.always || !wanted.length || wanted.includes(layer.theme));
};

const hiddenByItself = (data, chosen) =>
  new Set(
    inView(data, chosen).flatMap(layer =>
      chosen.themes.includes(layer.theme) ? layer.hidden_when_chosen : layer.hidden,
    ),
  );

/** How `hidden` differs from what the page hides by itself. */
export const switches = (data, chosen, hidden) => {
  const itself = hiddenByItself(data, chosen);
  return {off: hidden.filter(token => !itself.has(token)), on: [...itself].filter(token => !hidden.includes(token))};
};

/**
 * data: {own, layers: [{id, theme, always, listed, hidden, hidden_when_chosen}], order: [layer], features: {layer: [properties]}};
 * chosen: {towns, themes, statuses, industries, off, on}.
 * Returns the layers on offer with the ordinals that pass (`null`: all), the legend entries that are off,
 * the ids that are listed, and how many more pass but are switched off.
 */
export const select = (data, chosen) => {
  const hidden = hiddenByItself(data, chosen);
  const layers = {};
  for (const token of chosen.on) hidden.delete(token);
  for (const token of chosen.off) hidden.add(token);
  const passing = new Map();
  for (const layer of inView(data, chosen)) {
    const all = data.features[layer.id];
    const found = layer.listed ? all.flatMap((f, i) => (passes(f, chosen) ? [i] : [])) : null;
    layers[layer.id] = found && found.length < all.length ? found : null;
    if (found) passing.set(layer.id, {theme: layer.theme, found: found.map(i => all[i])});
  }
  const listed = data.order.filter(id => passing.has(id));
  const mine = id => passing.get(id).theme === data.own;
  const all = [...listed.filter(mine), ...listed.filter(id => !mine(id))].flatMap(id =>
    passing.get(id).found.map(f => [id, f]),
  );
  const shown = all.filter(([id, f]) => !hidden.has(id) && !hidden.has(`${id}/${f.kind}`));
  return {layers, hidden: [...hidden], ids: shown.map(([, f]) => f.id), unticked: all.length - shown.length};
};
