// Which names the map should show at a zoom, the most important first.

/**
 * @typedef {{field: string, kinds: string[], min_zoom: number, max_zoom: number, priority: number, style: string}} Label
 * @typedef {{id: string, shown: boolean, shape: {size: number, folded?: boolean[]} | null,
 *   properties: Record<string, any>}} Feature
 * @typedef {{visible: boolean, definition: {labels: Label[]}, features: Feature[]}} Layer
 */

const REMARK = /[(\uff08][^()\uff08\uff09]*[)\uff09]$/; // in brackets at the end of a name

/**
 * The text of a label of a feature: a field of its own, or its name (short where it has a short one) without remark.
 *
 * @type {(properties: Record<string, any>, label: Label, language: string) => string | undefined}
 */
export const labelText = (properties, label, language) => {
  if (label.field !== 'name') return properties[label.field];
  const name = language === 'en' ? properties.name_en : properties.name_zh;
  return (properties[`label_${language}`] ?? name ?? '').replace(REMARK, '').trim();
};

/**
 * How a label looks: its style, changed for its kind, and for the selected feature.
 *
 * @typedef {{size: number, colour: string, ground: string | null, kinds?: Record<string, Look>}} Look
 * @param {{styles: Record<string, Look>, chosen: Partial<Look>}} rules
 * @param {{style: string, kind: string, chosen: boolean}} item
 * @returns {Look}
 */
export const labelLook = ({styles, chosen}, item) => {
  const own = styles[item.style];
  const look = own.kinds?.[item.kind] ?? own;
  return item.chosen ? {...look, ...chosen, ground: look.ground} : look;
};

/** @type {(label: Label, f: Feature) => boolean} */
const applies = (label, f) =>
  f.shown && f.shape !== null && (!label.kinds.length || label.kinds.includes(f.properties.kind));

/**
 * The names of the visible features of layers.
 *
 * @param {Layer[]} layers
 * @param {number} zoom
 * @param {string} language
 * @param {string | null} selected
 * @param {number} first  added to the priority of the selected feature's name
 */
export const wantedLabels = (layers, zoom, language, selected, first = 200) => {
  const wanted = [];
  for (const layer of layers.filter(({visible}) => visible)) {
    for (const label of layer.definition.labels) {
      if (zoom < label.min_zoom || zoom > label.max_zoom) continue;
      for (const f of layer.features) {
        const text = applies(label, f) && labelText(f.properties, label, language);
        if (!text) continue;
        const chosen = f.id === selected;
        if (f.shape?.folded?.[0] && !chosen) continue; // the list of its tray has the name
        const {kind} = f.properties;
        const priority = label.priority + (chosen ? first : 0);
        wanted.push({key: `${f.id}/${label.field}`, f, text, style: label.style, kind, priority, chosen});
      }
    }
  }
  wanted.sort((a, b) => b.priority - a.priority || (b.f.shape?.size ?? 0) - (a.f.shape?.size ?? 0));
  // Two sections of a road do not both need its name; towns and the selected feature always have theirs.
  const seen = new Set();
  return wanted.filter(({style, text, chosen}) => {
    if (style === 'town' || chosen) return true;
    const key = `${style}/${text}`;
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
};
