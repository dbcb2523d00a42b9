// The shape that a check or location report is about: its outline and its overlaps with other features; on a page
// for location reports also the buttons to draw one.

import {button, element} from '../dom.js';
import {draw} from './draw.js';
import {hatch} from '../map/symbols.js';

const RED = '#a50026';
const DARK = '#2f2a24';
const KINDS = ['polygon', 'line'];

/** A drawn shape as the address has it: `polygon:119.95,36.78;120,36.78;…`, longitude and latitude. */
export const write = (kind, points) =>
  `${kind}:${points.map(point => point.map(degrees => Number(degrees.toFixed(6))).join()).join(';')}`;

/** The same as GeoJSON; nothing for an empty text. */
export const read = text => {
  const [kind, list = ''] = text.split(':');
  const points = list.split(';').map(pair => pair.split(',').map(Number));
  if (!KINDS.includes(kind)) return null;
  return kind === 'line'
    ? {type: 'LineString', coordinates: points}
    : {type: 'Polygon', coordinates: [[...points, points[0]]]};
};

export class Drawn {
  constructor(atlas) {
    const {L, map, frame} = atlas;
    const pane = map.createPane('drawn');
    Object.assign(pane.style, {zIndex: 464, pointerEvents: 'none'});
    Object.assign(this, {
      atlas,
      key: '',
      renderer: L.svg({pane: 'drawn', padding: 0.5}),
      buttons: frame.appendChild(element('div', 'atlas-shapes')),
    });
  }

  /** Draw what the state says. */
  update() {
    const {state} = this.atlas;
    this.#offer(state);
    // until Python answers a choice, the shape is the text that was sent to it
    const told = typeof state.shape === 'string' ? {subject: read(state.shape)} : state.shape;
    const shape = this.atlas.found?.asks === state.asks && told === state.shape ? this.atlas.found : told;
    const key = JSON.stringify([shape?.subject, shape?.overlaps]);
    if (key === this.key) return;
    this.key = key;
    this.group?.remove();
    this.group = this.atlas.L.layerGroup([...this.#overlaps(shape?.overlaps), ...this.#subject(shape?.subject)]).addTo(
      this.atlas.map,
    );
  }

  #layer(geometry, style) {
    const {L} = this.atlas;
    const options = {pane: 'drawn', renderer: this.renderer, interactive: false, lineJoin: 'round', ...style};
    return L.geoJSON(geometry, {
      ...options,
      style: options,
      pointToLayer: (_, at) => L.circleMarker(at, {...options, radius: 7}),
    });
  }

  #subject(geometry) {
    if (!geometry) return [];
    return [
      this.#layer(geometry, {fill: false, color: DARK, weight: 6, opacity: 0.9}),
      this.#layer(geometry, {fill: false, color: '#ffffff', weight: 2.6}),
    ];
  }

  // Hatched the other way than the ecological red lines, wider, with an edge: distinguishable without colours.
  #overlaps(geometry) {
    if (!geometry) return [];
    return [
      this.#layer(geometry, {fill: false, color: '#ffffff', weight: 5, opacity: 0.9}),
      this.#layer(geometry, {fillColor: hatch(RED, '#ffd9c8', -45, 3.2), fillOpacity: 0.85, color: RED, weight: 2.4}),
    ];
  }

  #offer({focus, lang, shape}) {
    const {buttons, atlas} = this;
    const there = Boolean(shape);
    const key = focus === 'spot' ? `${lang}${there}` : '';
    if (buttons.key === key) return;
    buttons.key = key;
    const ask = kind =>
      draw(atlas, kind, {
        onEnd: points =>
          Object.assign(atlas, {askedAt: Date.now()}).choose({shape: write(kind, points), selected: null}),
      });
    buttons.replaceChildren(
      ...(key ? KINDS.map(kind => button('', atlas.text(`map.shape.${kind}`), () => ask(kind))) : []),
      ...(key && there ? [button('', atlas.text('map.shape.clear'), () => atlas.choose({shape: ''}))] : []),
    );
  }
}
