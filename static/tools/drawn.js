// The shape that a check or location report is about: its outline and its overlaps with other features; on a page
// for location reports also the buttons to draw one.

import {button, element} from '../dom.js';
import {hatch} from '../map/symbols.js';
import {read, write} from '../state/shape_text.js';
import {draw} from './draw.js';

/** @import {AnyGeometry, Atlas, Checked, DrawKind, State} from '../types.d.ts' */

const RED = '#a50026';
const DARK = '#2f2a24';
/** @type {DrawKind[]} */
const KINDS = ['polygon', 'line'];

export class Drawn {
  key = '';
  offered = ''; // what the buttons are for
  /** @type {L.LayerGroup | undefined} */
  group;

  /** @param {Atlas} atlas */
  constructor(atlas) {
    const {L, map, frame} = atlas;
    const pane = map.createPane('drawn');
    Object.assign(pane.style, {zIndex: '464', pointerEvents: 'none'});
    this.atlas = atlas;
    this.renderer = L.svg({pane: 'drawn', padding: 0.5});
    this.buttons = frame.appendChild(element('div', 'atlas-shapes'));
  }

  /** Draw what the state says. */
  update() {
    const {
      state,
      shapes: {found},
    } = this.atlas;
    this.#offer(state);
    /** @type {Checked} */
    const shape = found && found.asks === state.asks ? found : {subject: read(state.shape ?? '')};
    const key = JSON.stringify([shape?.subject, shape?.overlaps]);
    if (key === this.key) return;
    this.key = key;
    this.group?.remove();
    this.group = this.atlas.L.layerGroup([...this.#overlaps(shape?.overlaps), ...this.#subject(shape?.subject)]).addTo(
      this.atlas.map,
    );
  }

  /** @type {(geometry: AnyGeometry, style: L.PathOptions) => L.Layer} */
  #layer(geometry, style) {
    const {L} = this.atlas;
    /** @type {L.PathOptions} */
    const options = {pane: 'drawn', renderer: this.renderer, interactive: false, lineJoin: 'round', ...style};
    /** @type {L.GeoJSONOptions} */
    const drawing = {
      ...options,
      style: options,
      pointToLayer: (_, at) => L.circleMarker(at, {...options, radius: 7}),
    };
    return L.geoJSON(geometry, drawing);
  }

  /** @param {AnyGeometry | null} [geometry] */
  #subject(geometry) {
    if (!geometry) return [];
    return [
      this.#layer(geometry, {fill: false, color: DARK, weight: 6, opacity: 0.9}),
      this.#layer(geometry, {fill: false, color: '#ffffff', weight: 2.6}),
    ];
  }

  // Hatched the other way than the ecological red lines, wider, with an edge: distinguishable without colours.
  /** @param {AnyGeometry | null} [geometry] */
  #overlaps(geometry) {
    if (!geometry) return [];
    return [
      this.#layer(geometry, {fill: false, color: '#ffffff', weight: 5, opacity: 0.9}),
      this.#layer(geometry, {fillColor: hatch(RED, '#ffd9c8', -45, 3.2), fillOpacity: 0.85, color: RED, weight: 2.4}),
    ];
  }

  /** @param {State} state */
  #offer({focus, lang, shape}) {
    const {buttons, atlas} = this;
    const there = Boolean(shape);
    const key = focus === 'spot' ? `${lang}${there}` : '';
    if (this.offered === key) return;
    this.offered = key;
    /** @param {DrawKind} kind */
    const ask = kind =>
      draw(atlas, kind, {
        onEnd: points => {
          atlas.askedAt = Date.now();
          atlas.choose({shape: write(kind, points), tool: 'draw', selected: null});
        },
      });
    buttons.replaceChildren(
      ...(key ? KINDS.map(kind => button('', atlas.text(`map.shape.${kind}`), () => ask(kind))) : []),
      ...(key && there
        ? [button('', atlas.text('map.shape.clear'), () => atlas.choose({shape: '', tool: 'draw'}))]
        : []),
    );
  }
}
