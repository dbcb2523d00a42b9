// Which names the map should show at a zoom, the most important first.

/** @import {Feature, Label, LabelLook, LabelRules, Lang, Layer, Wanted} from '../types.d.ts' */

const REMARK = /[(\uff08][^()\uff08\uff09]*[)\uff09]$/; // in brackets at the end of a name

/**
 * The text of a label of a feature: a field of its own, or its name (short where it has a short one) without remark.
 *
 * @type {(properties: Record<string, unknown>, label: Label, language: Lang) => string | null | undefined}
 */
export const labelText = (properties, label, language) => {
  const texts = /** @type {Record<string, string | null | undefined>} */ (properties);
  if (label.field !== 'name') return texts[label.field];
  const name = language === 'en' ? texts.name_en : texts.name_zh;
  return (texts[`label_${language}`] ?? name ?? '').replace(REMARK, '').trim();
};

const BREAKABLE = ['area', 'point'];
const SHORTEST = {zh: 6, en: 12}; // characters of a name that may be broken

/**
 * A name in two lines of about equal length, broken after a word, in Chinese after a mark where it has one; or `null`.
 *
 * @type {(text: string, language: Lang) => string | null}
 */
export const broken = (text, language) => {
  if (text.length < SHORTEST[language]) return null;
  const middle = text.length / 2;
  const marks = language === 'en' ? / /g : /[：、—·]+/g;
  const places = [...text.matchAll(marks)].map(({0: mark, index}) => index + mark.length);
  const near = places.filter(at => Math.abs(at - middle) <= text.length * 0.34);
  if (!near.length && language === 'en') return null;
  const at = near.length
    ? near.reduce((best, one) => (Math.abs(one - middle) < Math.abs(best - middle) ? one : best))
    : Math.ceil(middle);
  return `${text.slice(0, at).trim()}\n${text.slice(at)}`;
};

/**
 * A label in one line, and in two if it may be broken.
 *
 * @type {(item: Wanted, language: Lang) => Wanted[]}
 */
export const forms = (item, language) => {
  const text = BREAKABLE.includes(item.style) ? broken(item.text, language) : null;
  return text ? [item, {...item, text}] : [item];
};

/**
 * How a label looks: its style, changed for its kind, and for the selected feature.
 *
 * @type {(
 *   rules: Pick<LabelRules, 'styles' | 'chosen'>, item: Pick<Wanted, 'style' | 'kind' | 'chosen'>,
 * ) => LabelLook}
 */
export const labelLook = ({styles, chosen}, item) => {
  const own = styles[item.style];
  const look = own.kinds[item.kind] ?? own;
  return item.chosen ? {...chosen, ground: look.ground} : look;
};

/** @type {(label: Label, f: Feature) => boolean} */
const applies = (label, f) => f.shown && (!label.kinds.length || label.kinds.includes(f.properties.kind));

/**
 * The names of the visible features of layers.
 *
 * @param {Layer[]} layers
 * @param {number} zoom
 * @param {Lang} language
 * @param {string | null} selected
 * @param {number} first added to the priority of the selected feature's name; half of it to that of a hit
 * @param {Set<string>} hits the ids of what a search has found: named at every zoom
 * @param {Set<string> | null} only besides the base, the ids of what may have a name; `null`: everything
 */
export const wantedLabels = (layers, zoom, language, selected, first, hits = new Set(), only = null) => {
  /** @type {Wanted[]} */
  const wanted = [];
  for (const layer of layers.filter(({visible}) => visible)) {
    for (const label of layer.definition.labels) {
      const isFar = zoom < label.min_zoom || zoom > label.max_zoom;
      if (isFar && !hits.size) continue;
      for (const f of [...layer.features, ...(layer.tiles?.largest() ?? [])]) {
        const isHit = hits.has(f.id);
        if (only && layer.definition.theme !== 'base' && !only.has(f.id) && f.id !== selected) continue;
        if (f.shape === null || !applies(label, f) || (isFar && !isHit)) continue;
        const text = labelText(f.properties, label, language);
        if (!text) continue;
        const chosen = f.id === selected;
        if (f.shape.folded?.[0] && !chosen) continue; // the list of its tray has the name
        const {kind} = f.properties;
        const priority = label.priority + (chosen ? first : isHit ? first / 2 : 0);
        const {style, beside} = label;
        wanted.push({key: `${f.id}/${label.field}`, f, text, style, beside, kind, priority, chosen});
      }
    }
  }
  wanted.sort((a, b) => b.priority - a.priority || b.f.shape.size - a.f.shape.size);
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
