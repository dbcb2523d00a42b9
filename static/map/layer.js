// One layer of the map: its pane, and its features, shown or hidden.

import {Shape, positions} from './spatial.js';
import {addArrows, fillOf, pointSymbol} from './symbols.js';

const SHAPE = {
  Point: 'point',
  MultiPoint: 'point',
  LineString: 'line',
  MultiLineString: 'line',
  Polygon: 'area',
  MultiPolygon: 'area',
};

/** The panes of a map that its layers share. */
export const makePanes = (L, map) => {
  const panes = {halo: 206, mask: 312, glow: 398, hover: 466, selected: 468};
  for (const [name, order] of Object.entries(panes))
    Object.assign(map.createPane(name).style, {zIndex: order, pointerEvents: 'none'});
  map.haloRenderer = L.svg({pane: 'halo', padding: 0.5});
};

export class Layer {
  constructor(L, map, definition) {
    Object.assign(this, {L, map, definition, id: definition.id, features: [], visible: false});
    this.pane = map.createPane(this.id);
    this.pane.style.zIndex = definition.order;
    this.pane.style.display = 'none';
    if (!definition.interactive) this.pane.style.pointerEvents = 'none';
    if (definition.min_zoom) map.on('zoomend', () => this.#place());
    this.renderer = definition.renderer === 'canvas' ? L.canvas({pane: this.id}) : L.svg({pane: this.id, padding: 0.5});
  }

  /** Whether the map is close enough for it. */
  get near() {
    return this.map.getZoom() >= (this.definition.min_zoom ?? 0);
  }

  #place() {
    this.pane.style.display = this.visible && this.near ? '' : 'none';
  }

  async load(fetchLayer) {
    this.fill(await fetchLayer(this.definition.url));
  }

  /** Take in the features of a GeoJSON collection and draw them. */
  fill(collection) {
    this.features = collection.features.map((feature, ordinal) => this.#read(feature, ordinal));
    this.#draw();
    this.loaded = true;
  }

  #read({properties, geometry}, ordinal) {
    const shape = geometry && SHAPE[geometry.type];
    const key = `${properties.kind}|${properties.status ?? ''}|${properties.precision}|${shape}`;
    const style = geometry && this.definition.styles[key];
    if (geometry && !style) throw new Error(`${properties.id}: no style for ${key}`);
    return {
      id: properties.id,
      layer: this,
      ordinal,
      properties,
      geometry,
      style,
      paths: [],
      shown: false,
      shape: geometry && new Shape(this.map, geometry),
    };
  }

  // Draw the categories in the legend's order. Within one, all casings come before all cores, so that where lines
  // meet, no casing cuts a core.
  #draw() {
    const group = (this.group = this.L.layerGroup());
    const halo = this.map.getPane('halo');
    for (const {kind} of this.definition.legend) {
      const drawn = this.features.filter(f => f.properties.kind === kind && f.geometry);
      const depth = Math.max(0, ...drawn.map(f => f.style.strokes?.length ?? 0));
      for (const f of drawn) {
        const fill = f.style.shape === 'area' && fillOf(f.style, f.ordinal);
        if (fill) this.#path(group, f, {stroke: false, fill: true, fillColor: fill, fillOpacity: f.style.fillOpacity});
        for (const s of (halo && f.style.halo) || [])
          this.#path(group, f, {...s, fill: false, pane: 'halo', renderer: this.map.haloRenderer});
      }
      for (let i = 0; i < depth; i++)
        for (const f of drawn) if (f.style.strokes?.[i]) this.#path(group, f, {...f.style.strokes[i], fill: false});
      for (const f of drawn) if (f.style.shape === 'point') this.#marker(group, f);
    }
    group.addTo(this.map);
    for (const f of this.features) if (f.style?.arrow) addArrows(f.paths.at(-1)._path, f.style);
    for (const f of this.features) for (const path of f.paths) this.#toggle(path, false);
  }

  /** Take the layer off its map. */
  remove() {
    for (const part of [this.group, this.renderer, this.pane]) part?.remove();
  }

  #path(group, f, options) {
    const layer = this.L.GeoJSON.geometryToLayer({type: 'Feature', geometry: f.geometry, properties: {}}, {});
    this.L.setOptions(layer, {
      lineJoin: 'round',
      interactive: false,
      pane: this.id,
      renderer: this.renderer,
      smoothFactor: 0.6,
      noClip: Boolean(f.style.arrow),
      ...options,
    });
    group.addLayer(layer);
    f.paths.push(layer);
  }

  #marker(group, f) {
    const pane = f.properties.precision === 'town' ? 'trays' : this.id;
    for (const [lon, lat] of positions(f.geometry)) {
      const symbol = pointSymbol(f.style);
      const size = Number(symbol.getAttribute('width'));
      const icon = this.L.divIcon({className: 'atlas-point', html: symbol, iconSize: [size, size]});
      const marker = this.L.marker([lat, lon], {pane, icon, interactive: false, keyboard: false});
      group.addLayer(marker);
      f.paths.push(marker);
    }
  }

  #toggle(path, on) {
    const node = path._path ?? path._icon;
    if (node)
      node.style.display = on ? '' : 'none'; // SVG keeps its drawing order
    else if (on !== this.map.hasLayer(path)) on ? path.addTo(this.map) : path.remove(); // canvas
  }

  /** Show the layer with its features of `ordinals` (all when null), without the kinds in `hiddenKinds`; where `focus`
   *  is set and the layer is no context, only the features in `focus`. */
  show(visible, ordinals, hiddenKinds, focus = null) {
    this.visible = visible;
    this.#place();
    const wanted = ordinals && new Set(ordinals);
    for (const f of this.features) {
      const on =
        visible &&
        (!wanted || wanted.has(f.ordinal)) &&
        !hiddenKinds.has(f.properties.kind) &&
        (!focus || this.definition.context || focus.has(f.id));
      if (on === f.shown) continue;
      f.shown = on;
      for (const path of f.paths) this.#toggle(path, on);
    }
  }
}
