// Trays: features of which only the town is known have their symbols side by side in a tray under the town's name, so
// that they stay legible and suggest no exact location. A tray that would cover a neighbour or the city centre is
// folded into a button with the count, which opens the list.

import {element} from '../dom.js';

const PITCH = 17; // px between symbols
const TIGHT = 14; // px between symbols below zoom NEAR
const NEAR = 10;
const BELOW = 13; // px from the middle of the town's name to the tray
const ROW = 5; // symbols in a row, more when there are many
const COUNT = [28, 21]; // px: width and height of a folded tray
const NAME = {zh: 14.6, en: 7.4, height: 18}; // px: a character of a town's name, and its line
const SYMBOL = 7; // px round a located symbol
const SHARE = 0.08; // of the city centre that a tray may cover

const inTown = f => f.properties.precision === 'town' && f.shape;
const meet = (a, b) => a.w < b.e && b.w < a.e && a.n < b.s && b.n < a.s;
const around = ({x, y}, width, height) => ({w: x - width / 2, n: y - height / 2, e: x + width / 2, s: y + height / 2});
const below = ({x, y}, [width, height]) => ({w: x - width / 2, n: y + BELOW, e: x + width / 2, s: y + BELOW + height});

/** The share of a box that another one covers. */
const share = (box, other) =>
  (Math.max(0, Math.min(box.e, other.e) - Math.max(box.w, other.w)) *
    Math.max(0, Math.min(box.s, other.s) - Math.max(box.n, other.n))) /
  ((box.e - box.w) * (box.s - box.n));

export class Trays {
  /**
   * centre: bounds of the city centre, or `null`.
   * open(town, latlng, features, button): list what a folded tray holds; `town` is the township's feature.
   * text(key), name(f): localized.
   */
  constructor(L, map, {centre = null, open, text, name}) {
    Object.assign(this, {L, map, centre, open, text, name, boxes: new Map(), key: ''});
    this.pane = map.createPane('trays');
    this.pane.style.zIndex = 462;
    this.pane.style.pointerEvents = 'none';
  }

  /** Arrange all symbols again at the next call, for instance after a layer was replaced. */
  forget() {
    this.key = '';
  }

  /** Arrange the symbols of the shown features of `layers` in their towns' trays; return whether anything changed. */
  arrange(layers, lang = this.lang) {
    this.lang = lang;
    const zoom = this.map.getZoom();
    const pitch = zoom < NEAR ? TIGHT : PITCH;
    const trays = this.#collect(layers, pitch);
    this.#fold(trays, layers);
    const key = `${lang}|${pitch}|${trays.map(({place, symbols, folded}) => place + folded + symbols.map(({f}) => f.id).join()).join('|')}`;
    if (key === this.key) return false;
    this.key = key;
    for (const box of this.boxes.values()) box.remove();
    this.boxes.clear();
    for (const tray of trays) this.#set(tray, pitch);
    return true;
  }

  #point([lat, lng]) {
    return this.map.project([lat, lng], this.map.getZoom());
  }

  #collect(layers, pitch) {
    const trays = new Map();
    for (const layer of layers)
      for (const f of layer.features) {
        if (f.shown && inTown(f))
          f.shape.points.forEach((point, index) => {
            const place = point.join();
            if (!trays.has(place)) trays.set(place, {place, latlng: f.paths[index].getLatLng(), symbols: []});
            trays.get(place).symbols.push({f, index});
          });
      }
    const towns = layers.find(layer => layer.id === 'townships')?.features ?? [];
    for (const tray of trays.values()) {
      const {
        symbols,
        latlng: {lat, lng},
      } = tray;
      const columns = Math.min(symbols.length, Math.max(ROW, Math.ceil(Math.sqrt(symbols.length * 2.5))));
      const size = [columns * pitch + 4, Math.ceil(symbols.length / columns) * pitch + 4];
      const at = this.#point([lat, lng]);
      const town = towns.find(
        ({
          properties: {
            label_point: [x, y],
          },
        }) => Math.hypot(x - lng, y - lat) < 1e-4,
      );
      Object.assign(tray, {columns, size, town, folded: false, open: below(at, size), closed: below(at, COUNT)});
    }
    return [...trays.values()];
  }

  // Fold trays that would cover the city centre, another town's name or a located symbol; then, of two trays that
  // overlap, the larger one.
  #fold(trays, layers) {
    const names = (layers.find(layer => layer.id === 'townships')?.features ?? [])
      .filter(f => f.shown)
      .map(f => {
        const {
          properties: {
            label_point: [lon, lat],
          },
        } = f;
        const text = this.name(f);
        return {
          town: f,
          box: around(this.#point([lat, lon]), text.length * NAME[this.lang === 'en' ? 'en' : 'zh'], NAME.height),
        };
      });
    const scale = 2 ** this.map.getZoom();
    const located = layers
      .flatMap(layer => layer.features)
      .filter(f => f.shown && f.shape?.points.length && !inTown(f))
      .flatMap(f => f.shape.points.map(([x, y]) => around({x: x * scale, y: y * scale}, 2 * SYMBOL, 2 * SYMBOL)));
    const [north, south] = this.centre
      ? [
          [this.centre[1][0], this.centre[0][1]],
          [this.centre[0][0], this.centre[1][1]],
        ].map(place => this.#point(place))
      : [];
    const centre = north && {w: north.x, n: north.y, e: south.x, s: south.y};
    const several = trays.filter(({symbols}) => symbols.length > 1).sort((a, b) => b.symbols.length - a.symbols.length);
    for (const tray of several)
      tray.folded =
        Boolean(centre && share(centre, tray.open) > SHARE) ||
        located.some(box => meet(box, tray.open)) ||
        names.some(({town, box}) => town !== tray.town && meet(box, tray.open));
    for (const tray of several)
      if (!tray.folded)
        tray.folded = trays.some(other => other !== tray && meet(tray.open, other.folded ? other.closed : other.open));
  }

  #set({place, latlng, symbols, columns, size, folded, town}, pitch) {
    symbols.forEach(({f, index}, slot) => {
      const x = ((slot % columns) - (columns - 1) / 2) * pitch;
      const y = BELOW + (Math.floor(slot / columns) + 0.5) * pitch + 2;
      f.shape.offsets ??= [];
      f.shape.folded ??= [];
      f.shape.offsets[index] = folded ? [0, BELOW + COUNT[1] / 2] : [x, y];
      f.shape.folded[index] = folded;
      const icon = f.paths[index]._icon;
      const half = f.paths[index].options.icon.options.iconSize[0] / 2;
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
      iconAnchor: [width / 2, -BELOW],
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

  #button(town, latlng, features) {
    const button = element('button', '', String(features.length));
    const n = features.length;
    const said = this.text('map.tray', n)
      .replace('{town}', town ? this.name(town) : '')
      .replace('{n}', n)
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
      below(this.map.latLngToLayerPoint(box.getLatLng()), box.options.icon.options.iconSize),
    );
  }
}
