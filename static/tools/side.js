// The second map of a comparison: the features of the main map, drawn with their state at one time, and with layers
// and states that the reader switches separately.

import {element} from '../dom.js';
import {Labels} from '../map/labels.js';
import {Layer, findFeature, makePanes} from '../map/layer.js';
import {Legend} from '../map/legend.js';
import {Marks} from '../map/marks.js';
import {Trays} from '../map/trays.js';
import {chooser} from '../map/chooser.js';
import {tipOf} from '../map/pointer.js';
import {featuresAt} from '../map/spatial.js';

/** @import {Atlas, DrawnFeature, Properties, Texts} from '../types.d.ts' */
/** @typedef {'plan' | 'now'} Time */
/** @typedef {Layer & {time: Time}} TimedLayer */

/**
 * The properties of a feature at a `time`; a feature without a state today has none in the plan either.
 *
 * @type {(time: Time, p: Properties) => Properties}
 */
const propertiesAt = (time, p) =>
  time === 'plan' && p.status && p.status_in_plan ? {...p, status: p.status_in_plan, planned: true} : p;

export class Side {
  /** @type {Time} */
  time = 'plan';
  /** @type {Map<string, TimedLayer>} */
  layers = new Map();
  /** @type {Set<string>} */
  hidden = new Set();
  /** @type {Set<string>} states that are off */
  without = new Set();
  /** @type {string | undefined} */
  page;
  /** @type {Set<string>} layers that were on offer */
  offered = new Set();
  chosen = false; // whether a link says what is hidden
  towns = '';
  /** @type {L.Tooltip | null} */
  tip = null;

  /**
   * @param {Atlas} atlas
   * @param {HTMLElement} root
   * @param {() => void} changed called when the reader switches something
   */
  constructor(atlas, root, changed) {
    const {L} = atlas;
    const canvas = root.appendChild(element('div', 'atlas-canvas'));
    const map = L.map(canvas, {
      ...atlas.map.options,
      center: atlas.map.getCenter(),
      zoom: atlas.map.getZoom(),
      zoomControl: false,
      attributionControl: false,
    });
    this.atlas = atlas;
    this.canvas = canvas;
    this.map = map;
    this.changed = changed;
    makePanes(L, map);
    this.marks = new Marks(L, map, atlas.config.mark);
    this.trays = new Trays(L, map, {
      rules: atlas.config.trays,
      centre: atlas.config.centre,
      text: (key, n) => atlas.text(key, n),
      name: f => atlas.name(f),
      open: (title, latlng, found, opener) => chooser(atlas, latlng, found, {map, title, opener}),
    });
    this.labels = new Labels(map, this.trays, atlas.config.labels);
    this.legend = new Legend(root.appendChild(element('div')), this);
    this.legend.fold(true);
    this.#listen();
  }

  // ---- called by the legend ------------------------------------------------------------------------

  get config() {
    return this.atlas.config;
  }
  /** @type {Texts} */
  text(key, n) {
    return this.atlas.text(key, n);
  }

  /** @type {(token: string, on: boolean) => void} */
  toggle(token, on) {
    const [layer] = token.split('/');
    if (on) {
      this.hidden.delete(token);
      this.hidden.delete(layer);
    } else this.hidden.add(token);
    this.changed();
  }

  // ---- what shows ----------------------------------------------------------------------------------

  /** Update it to the state of the main map. */
  update() {
    const {
      atlas,
      atlas: {state},
    } = this;
    const sources = [...atlas.layers.values()].filter(layer => layer.id in state.layers);
    this.#adopt(sources);
    const offered = sources.map(source => this.#layer(source));
    for (const layer of offered)
      layer.show(!this.hidden.has(layer.id), this.#passing(layer), layer.kindsIn(this.hidden), atlas.focused);
    for (const layer of this.layers.values()) if (!offered.includes(layer)) layer.show(false, null, new Set());
    this.trays.arrange(offered, state.lang);
    this.legend.update(offered, this.hidden, state);
    this.#statuses(offered);
    this.labels.set(offered, state.lang, state.selected);
    this.marks.set('selected', state.selected ? this.find(state.selected) : null);
    const towns = state.towns.join();
    if (this.towns !== towns) {
      this.towns = towns;
      this.marks.mask(atlas.townships(state.towns));
    }
  }

  // Newly offered layers start as on the main map; on another page all do.
  /** @param {Layer[]} sources */
  #adopt(sources) {
    const {atlas} = this;
    const {page} = atlas.state;
    if (this.page !== page && this.page) this.without.clear();
    if (this.page !== page && this.page) this.hidden.clear();
    const known = this.page === page ? this.offered : /** @type {Set<string>} */ (new Set());
    const here = new Set(sources.map(source => source.id));
    for (const token of this.chosen ? [] : atlas.hidden) {
      const [layer] = token.split('/');
      if (!known.has(layer)) this.hidden.add(token);
    }
    Object.assign(this, {page, offered: here, chosen: false});
  }

  /** @param {Layer} source */
  #layer(source) {
    let layer = this.layers.get(source.id);
    if (layer && layer.time !== this.time) {
      layer.remove();
      layer = undefined;
      this.trays.forget();
    }
    if (!layer) {
      layer = Object.assign(new Layer(this.atlas.L, this.map, source.definition), {time: this.time});
      this.layers.set(source.id, layer);
    }
    if (source.loaded && !layer.loaded && !layer.loading && !this.hidden.has(layer.id)) {
      const collection = {
        features: source.features.map(({properties, geometry, ordinal}) => ({
          geometry,
          ordinal,
          properties: propertiesAt(this.time, properties),
        })),
      };
      const update = () => this.update();
      if (source.tiles)
        layer.loading = layer.fillTiled(collection, source.tiles.data, update, this.time === 'plan').then(update);
      else layer.fill(collection);
    }
    return layer;
  }

  /** @param {Layer} layer */
  #passing({id, features, tiles}) {
    const passing = this.atlas.state.layers[id];
    const wanted = passing && new Set(passing);
    if (!this.without.size) return passing;
    return [
      ...features.filter(f => !this.without.has(f.properties.status ?? '')).map(f => f.ordinal),
      ...(tiles?.ordinalsWithout(this.without) ?? []),
    ].filter(ordinal => !wanted || wanted.has(ordinal));
  }

  // The switches of the states, above the layers.
  /** @param {Layer[]} layers */
  #statuses(layers) {
    const {
      atlas,
      legend: {body},
    } = this;
    const present = new Set(
      layers.flatMap(({features, tiles}) => [...features.map(f => f.properties.status), ...(tiles?.statuses ?? [])]),
    );
    const known = Object.entries(this.config.statuses).filter(([status]) => present.has(status));
    const rows = known.map(([status, label]) => {
      const input = element('input');
      Object.assign(input, {type: 'checkbox', value: status, checked: !this.without.has(status)});
      input.addEventListener('change', () => {
        this.without[input.checked ? 'delete' : 'add'](status);
        this.changed();
      });
      return element('label', 'legend-row', input, element('span', '', label[atlas.state.lang]));
    });
    /** @type {HTMLDetailsElement | null} */
    const before = body.querySelector('.legend-statuses');
    const details = element(
      'details',
      'legend-theme legend-statuses',
      element('summary', '', atlas.text('map.compare.statuses')),
      ...rows,
    );
    details.open = before?.open ?? true;
    if (before) before.replaceWith(details);
    else body.prepend(details);
  }

  /** @param {string} id */
  find(id) {
    return findFeature(this.layers.values(), id);
  }

  // ---- clicks and the pointer ----------------------------------------------------------------------

  #listen() {
    const {map, atlas} = this;
    /** @param {L.LatLng} latlng */
    const at = latlng => featuresAt(map, [...this.layers.values()], latlng, atlas.reach, atlas.state);
    map.on('click', ({latlng}) => {
      const {focus, selected} = atlas.state;
      const [first] = at(latlng);
      if (atlas.drawing) return;
      if (focus === 'spot' && atlas.state.tool !== 'feature') atlas.ask(latlng);
      else if (focus === 'towns' && first?.layer.id === 'townships') atlas.pickTown(first.properties.code ?? '');
      else if (first || selected) atlas.select(first?.id ?? null);
    });
    let frame = 0;
    map.on('mousemove', ({latlng}) => {
      cancelAnimationFrame(frame);
      frame = requestAnimationFrame(() =>
        this.#tip(
          latlng,
          at(latlng).find(f => f.layer.id !== 'townships'),
        ),
      );
    });
    map.on('mouseout zoomstart dragstart', () => {
      cancelAnimationFrame(frame);
      this.#tip();
    });
  }

  /** @type {(latlng?: L.LatLng, f?: DrawnFeature) => void} */
  #tip(latlng, f) {
    this.canvas.classList.toggle('over', Boolean(f));
    this.tip?.remove();
    this.tip = f && latlng ? tipOf(this.atlas, f, latlng, this.map).addTo(this.map) : null;
  }
}
