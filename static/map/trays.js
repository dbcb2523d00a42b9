// Trays: features of which only the town is known have their symbols side by side in a tray under the town's name, so
// that they stay legible and suggest no exact location. A tray that would cover a neighbour or the city centre is
// folded into a button with the count, which opens the list.

import {element} from '../dom.js';
import {isDrawn, isPoint} from './spatial.js';

/** @import {Box, Corners, Feature, Lang, Layer, Leaflet, PointFeature, Texts, TrayRules} from '../types.d.ts' */
/**
 * @typedef {{f: PointFeature, index: number}} Symbol a point of a feature
 * @typedef {{place: string, latlng: L.LatLng, symbols: Symbol[]}} Group what one tray holds
 * @typedef {Group & {columns: number, size: [number, number], town: Feature | undefined, folded: boolean, open: Box,
 *   closed: Box}} Tray `open` and `closed`: the boxes that it takes, folded or not
 */

const TIGHT = 14; // px between symbols below zoom NEAR
const NEAR = 10;
/** @type {[number, number]} */
const COUNT = [28, 24]; // px: width and height of a folded tray
const NAME = {zh: 14.6, en: 7.4, height: 18}; // px: a character of a town's name, and its line
const SYMBOL = 7; // px round a located symbol
const SHARE = 0.08; // of the city centre that a tray may cover

/**
 * @param {Feature} f
 * @returns {f is PointFeature}
 */
const inTown = f => f.properties.precision === 'town' && isPoint(f);
/** @type {(a: Box, b: Box) => boolean} */
const meet = (a, b) => a.w < b.e && b.w < a.e && a.n < b.s && b.n < a.s;
/** @type {(point: {x: number, y: number}, width: number, height: number) => Box} */
const around = ({x, y}, width, height) => ({w: x - width / 2, n: y - height / 2, e: x + width / 2, s: y + height / 2});
/** @type {(point: {x: number, y: number}, size: [number, number], gap: number) => Box} */
const below = ({x, y}, [width, height], gap) => ({w: x - width / 2, n: y + gap, e: x + width / 2, s: y + gap + height});

/** @type {(marker: L.Marker) => [number, number]} */
const sizeOf = ({options: {icon}}) => /** @type {[number, number]} */ (icon?.options.iconSize);

/**
 * The share of a box that another one covers.
 *
 * @type {(box: Box, other: Box) => number}
 */
const share = (box, other) =>
  (Math.max(0, Math.min(box.e, other.e) - Math.max(box.w, other.w)) *
    Math.max(0, Math.min(box.s, other.s) - Math.max(box.n, other.n))) /
  ((box.e - box.w) * (box.s - box.n));

/**
 * Fold trays that would cover the city centre, another town's name or a located symbol; then, of two trays that
 * overlap, the larger one. A tray with one symbol stays open.
 *
 * @param {Tray[]} trays
 * @param {{centre: Box | null, located: Box[], names: {town: Feature, box: Box}[]}} around
 */
export const fold = (trays, {centre, located, names}) => {
  const several = trays.filter(({symbols}) => symbols.length > 1).sort((a, b) => b.symbols.length - a.symbols.length);
  for (const tray of several)
    tray.folded =
      Boolean(centre && share(centre, tray.open) > SHARE) ||
      located.some(box => meet(box, tray.open)) ||
      names.some(({town, box}) => town !== tray.town && meet(box, tray.open));
  for (const tray of several)
    if (!tray.folded)
      tray.folded = trays.some(other => other !== tray && meet(tray.open, other.folded ? other.closed : other.open));
};

/**
 * The symbols per row of a tray; atlas/layers/tray_rules.py does the same.
 *
 * @type {(symbols: number, rules: TrayRules) => number}
 */
export const columnsOf = (symbols, {row, ratio}) =>
  Math.min(symbols, Math.max(row, Math.ceil(Math.sqrt(symbols * ratio))));

export class Trays {
  /** @type {Map<string, L.Marker>} by place */
  boxes = new Map();
  key = '';
  /** @type {Lang} */
  lang = 'zh';

  /**
   * rules: how trays are laid out.
   * centre: bounds of the city centre, or `null`.
   * open(title, latlng, features, button): list what a folded tray holds.
   * text(key), name(f): localized.
   *
   * @param {Leaflet} L
   * @param {L.Map} map
   * @param {{rules: TrayRules, centre?: Corners | null, text: Texts, name: (f: Feature) => string,
   *   open: (title: string, latlng: L.LatLng, features: PointFeature[], button: HTMLElement) => void}} options
   */
  constructor(L, map, {rules, centre = null, open, text, name}) {
    this.L = L;
    this.map = map;
    this.rules = rules;
    this.centre = centre;
    this.open = open;
    this.text = text;
    this.name = name;
    this.pane = map.createPane('trays');
    this.pane.style.zIndex = '465'; // above the features of all layers
    this.pane.style.pointerEvents = 'none';
  }

  /** Arrange all symbols again at the next call, for instance after a layer was replaced. */
  forget() {
    this.key = '';
  }

  /**
   * Arrange the symbols of the shown features of `layers` in their towns' trays; return whether anything changed.
   *
   * @param {Layer[]} layers
   */
  arrange(layers, lang = this.lang) {
    this.lang = lang;
    const zoom = this.map.getZoom();
    const pitch = zoom < NEAR ? TIGHT : this.rules.pitch;
    const trays = this.#collect(layers, pitch);
    this.#fold(trays, layers);
    const contents = trays.map(({place, symbols, folded}) => place + folded + symbols.map(({f}) => f.id).join());
    const key = [lang, pitch, ...contents].join('|');
    if (key === this.key) return false;
    this.key = key;
    for (const box of this.boxes.values()) box.remove();
    this.boxes.clear();
    for (const tray of trays) this.#set(tray, pitch);
    return true;
  }

  /** @param {[number, number]} place latitude and longitude */
  #point([lat, lng]) {
    return this.map.project([lat, lng], this.map.getZoom());
  }

  /** @type {(layers: Layer[], pitch: number) => Tray[]} */
  #collect(layers, pitch) {
    const {rules} = this;
    /** @type {Map<string, Group>} */
    const groups = new Map();
    for (const layer of layers)
      for (const f of layer.features) {
        if (f.shown && inTown(f))
          f.shape.points.forEach((point, index) => {
            const place = point.join();
            const group = groups.get(place) ?? {place, latlng: f.paths[index].getLatLng(), symbols: []};
            groups.set(place, group);
            group.symbols.push({f, index});
          });
      }
    const towns = layers.find(layer => layer.id === 'townships')?.features ?? [];
    return [...groups.values()].map(group => {
      const {
        symbols,
        latlng: {lat, lng},
      } = group;
      const columns = columnsOf(symbols.length, rules);
      const rows = Math.ceil(symbols.length / columns);
      /** @type {[number, number]} */
      const size = [columns * pitch + 2 * rules.edge, rows * pitch + 2 * rules.edge];
      const at = this.#point([lat, lng]);
      const town = towns.find(
        ({properties: {label_point: middle}}) => middle && Math.hypot(middle[0] - lng, middle[1] - lat) < 1e-4,
      );
      return {
        ...group,
        columns,
        size,
        town,
        folded: false,
        open: below(at, size, rules.below),
        closed: below(at, COUNT, rules.below),
      };
    });
  }

  // What the trays must not cover.
  /** @type {(trays: Tray[], layers: Layer[]) => void} */
  #fold(trays, layers) {
    const names = (layers.find(layer => layer.id === 'townships')?.features ?? [])
      .filter(f => f.shown)
      .flatMap(f => {
        if (!f.properties.label_point) return [];
        const [lon, lat] = f.properties.label_point;
        const text = this.name(f);
        const width = text.length * NAME[this.lang === 'en' ? 'en' : 'zh'];
        return [{town: f, box: around(this.#point([lat, lon]), width, NAME.height)}];
      });
    const scale = 2 ** this.map.getZoom();
    const located = layers
      .flatMap(layer => layer.features)
      .filter(isDrawn)
      .filter(f => f.shown && f.shape.points.length > 0 && !inTown(f))
      .flatMap(f => f.shape.points.map(([x, y]) => around({x: x * scale, y: y * scale}, 2 * SYMBOL, 2 * SYMBOL)));
    const centre = this.centre && this.#box(this.centre);
    fold(trays, {centre, located, names});
  }

  /** @type {(corners: Corners) => Box} */
  #box([[south, west], [north, east]]) {
    const {x: w, y: n} = this.#point([north, west]);
    const {x: e, y: s} = this.#point([south, east]);
    return {w, n, e, s};
  }

  /** @type {(tray: Tray, pitch: number) => void} */
  #set({place, latlng, symbols, columns, size, folded, town}, pitch) {
    const {rules} = this;
    symbols.forEach(({f, index}, slot) => {
      const x = ((slot % columns) - (columns - 1) / 2) * pitch;
      const y = rules.below + rules.edge + (Math.floor(slot / columns) + 0.5) * pitch;
      f.shape.offsets ??= [];
      f.shape.folded ??= [];
      f.shape.offsets[index] = folded ? [0, rules.below + COUNT[1] / 2] : [x, y];
      f.shape.folded[index] = folded;
      const icon = f.paths[index]._icon;
      const half = sizeOf(f.paths[index])[0] / 2;
      if (!icon) return;
      icon.classList.toggle('in-folded', folded);
      icon.style.marginLeft = `${x - half}px`;
      icon.style.marginTop = `${y - half}px`;
    });
    const [width, height] = folded ? COUNT : size;
    const html =
      folded &&
      this.#button(
        town,
        latlng,
        symbols.map(({f}) => f),
      );
    const icon = this.L.divIcon({
      className: folded ? 'atlas-count' : 'atlas-tray',
      html,
      iconSize: [width, height],
      iconAnchor: [width / 2, -rules.below],
    });
    this.boxes.set(
      place,
      this.L.marker(latlng, {
        pane: 'trays',
        icon,
        interactive: false,
        keyboard: false,
        zIndexOffset: folded ? 500 : -10000,
      }).addTo(this.map),
    );
  }

  /** @type {(town: Feature | undefined, latlng: L.LatLng, features: PointFeature[]) => HTMLElement} */
  #button(town, latlng, features) {
    const button = element('button', '', String(features.length));
    const n = features.length;
    const said = this.text('map.tray', n)
      .replace('{town}', town ? this.name(town) : '')
      .replace('{n}', String(n))
      .trim();
    button.type = 'button';
    button.title = said;
    button.setAttribute('aria-label', said);
    button.setAttribute('aria-haspopup', 'dialog');
    this.L.DomEvent.disableClickPropagation(button);
    button.addEventListener('click', () => this.open(said, latlng, features, button));
    return button;
  }

  /** The boxes of the trays, in the pixels of the layers' panes. */
  get taken() {
    return [...this.boxes.values()].map(box =>
      below(this.map.latLngToLayerPoint(box.getLatLng()), sizeOf(box), this.rules.below),
    );
  }
}
