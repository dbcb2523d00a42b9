// The map in colours of its own: projects by what had become of them and towns by the share of their projects of which
// something is known, or towns by a measure.

import {element} from '../dom.js';
import {isDrawn} from './spatial.js';
import {addArrows, pointSymbol, swatch} from './symbols.js';

/**
 * @import {AreaStyle, Atlas, DrawnFeature, Feature, Lang, Outcomes, PointStyle, Style, Tint,
 *   TownMeasure} from '../types.d.ts'
 */

const PLAIN = '#746d61'; // of layers in the legend, whose own colours do not show

/** @type {WeakMap<L.Path, L.PathOptions>} */
const owns = new WeakMap();

/** @type {(tint: Tint, colour: string) => boolean} */
const isLight = ({light}, colour) => (colour.slice(1).match(/../g) ?? []).every(part => parseInt(part, 16) >= light);

/**
 * A style in another colour; light parts stay. atlas/layers/symbology.py does the same for paper.
 *
 * @type {(tint: Tint, style: Style, colour: string) => Style}
 */
const tinted = (tint, style, colour) => {
  if (style.shape === 'point') return {...style, color: colour, fill: isLight(tint, style.fill) ? style.fill : colour};
  const strokes = style.strokes.map(s => (isLight(tint, s.color) ? s : {...s, color: colour}));
  if (style.shape === 'line') return {...style, strokes, arrow: style.arrow && {...style.arrow, color: colour}};
  const fill = style.fill || style.hatch ? {fill: colour, fillOpacity: tint.fill} : {};
  return {...style, strokes, hatch: undefined, halo: undefined, ...fill};
};

/**
 * Draw a feature in a colour, or in its own (`null`).
 *
 * @type {(tint: Tint, f: DrawnFeature, colour: string | null, fillOnly?: boolean) => void}
 */
const paint = (tint, f, colour, fillOnly = false) => {
  if (f.style.shape === 'point') {
    const style = /** @type {PointStyle} */ (colour ? tinted(tint, f.style, colour) : f.style);
    for (const marker of f.paths)
      if ('_icon' in marker && marker._icon) marker._icon.replaceChildren(pointSymbol(style));
    return;
  }
  for (const path of /** @type {L.Path[]} */ (f.paths)) {
    if (!owns.has(path)) owns.set(path, {...path.options});
    const own = /** @type {L.PathOptions} */ (owns.get(path));
    const {color = '', fillColor, fillOpacity} = own;
    if (own.fill)
      path.setStyle(colour ? {fillColor: colour, fillOpacity: fillOnly ? 1 : tint.fill} : {fillColor, fillOpacity});
    else if (!fillOnly) path.setStyle({color: colour && !isLight(tint, color) ? colour : color});
  }
  const line = f.style.arrow && f.paths.at(-1)?._path;
  if (line) addArrows(line, colour ? tinted(tint, f.style, colour) : f.style);
};

export class OutcomeColours {
  /** @type {Outcomes | null} */
  shown = null;
  /** @type {TownMeasure | null} */
  measure = null;
  /** @type {WeakMap<Feature['paths'], string | null>} a layer that is drawn anew has other paths */
  painted = new WeakMap();

  /** @param {Atlas} atlas */
  constructor(atlas) {
    this.atlas = atlas;
  }

  /**
   * Show outcomes, or a measure of towns, or the colours of the layers (`null`).
   *
   * @type {(outcomes: Outcomes | null, measure?: TownMeasure | null) => void}
   */
  show(outcomes, measure = null) {
    Object.assign(this, {shown: outcomes, measure});
    for (const layer of this.atlas.layers.values())
      for (const f of layer.features) {
        const colour = this.#colour(f);
        if (!isDrawn(f) || (this.painted.get(f.paths) ?? null) === colour) continue;
        this.painted.set(f.paths, colour);
        paint(this.tint, f, colour, layer.id === 'townships');
      }
  }

  /** Whether the map has colours of its own. */
  get on() {
    return this.shown !== null || this.measure !== null;
  }

  /** How it colours: atlas/layers/symbology.toml. */
  get tint() {
    return this.atlas.config.tint;
  }

  /** @type {(f: Feature) => string | null} */
  #colour(f) {
    if (f.layer.id === 'townships') return this.#shade(f.properties.code ?? '');
    if (!this.shown) return null;
    const {context, theme} = f.layer.definition;
    if (context) return theme !== 'base' || f.layer.id === 'trunk-roads' ? this.tint.context : null;
    return this.#outcome(f)?.colour ?? null;
  }

  /** @param {Feature} f */
  #outcome(f) {
    const word = this.shown?.of[f.id];
    return this.atlas.config.outcomes.find(({key}) => key === word);
  }

  /** @param {string} code */
  #shade(code) {
    if (this.measure) return this.measure.classes[this.measure.towns[code]?.place]?.colour ?? null;
    if (!this.shown) return null;
    const {total, known} = this.shown?.towns[code] ?? {total: 0, known: 0};
    const share = total ? (100 * known) / total : 0;
    return this.tint.share.findLast(({least}) => share >= least)?.colour ?? null;
  }

  /**
   * What the tip of a feature says besides.
   *
   * @param {Feature} f
   */
  text(f) {
    const {atlas, shown, measure} = this;
    if (measure) return measure.towns[f.properties.code ?? '']?.text ?? '';
    if (!shown) return '';
    const town = f.layer.id === 'townships' && shown.towns[f.properties.code ?? ''];
    if (town)
      return atlas
        .text('map.known_of', town.total)
        .replace('{known}', String(town.known))
        .replace('{n}', String(town.total));
    return this.#outcome(f)?.label[atlas.state.lang] ?? '';
  }

  /**
   * A style as the legend shows it.
   *
   * @param {Style} style
   */
  legendStyle(style) {
    return this.shown ? tinted(this.tint, style, PLAIN) : style;
  }

  /**
   * The legend of the colours: outcomes, and shares of towns; or the classes of a measure.
   *
   * @param {Lang} lang
   */
  legend(lang) {
    const {atlas, measure} = this;
    if (measure) {
      const classes = measure.classes.map(({colour, text}) => sample(colour, text));
      return [section(measure.title, [...classes, element('p', 'legend-note', measure.note)])];
    }
    const outcomes = atlas.config.outcomes.map(({label, colour}) => sample(colour, label[lang]));
    const shares = this.tint.share.map(({least, colour}, i, all) => {
      const next = all[i + 1]?.least;
      const text = i === 0 ? atlas.text('map.share_none') : next ? `${Math.floor(least)}–${next}%` : `≥ ${least}%`;
      return sample(colour, i === 1 ? `< ${next}%` : text);
    });
    return [section(atlas.text('map.outcomes'), outcomes), section(atlas.text('map.known_share'), shares)];
  }
}

/** @type {(colour: string, text: string) => HTMLElement} */
const sample = (colour, text) => {
  /** @type {AreaStyle} */
  const style = {
    shape: 'area',
    fill: colour,
    fillOpacity: 1,
    strokes: [{color: '#6b6355', weight: 0.5, lineCap: 'butt'}],
  };
  return element('div', 'legend-row sample', swatch(style), element('span', '', text));
};

/** @type {(title: string, rows: HTMLElement[]) => HTMLElement} */
const section = (title, rows) => {
  const details = element('details', 'legend-theme legend-outcomes', element('summary', '', title), ...rows);
  details.open = true;
  return details;
};
