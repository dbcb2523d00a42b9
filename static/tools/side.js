// The second map of a comparison: the features of the main map, drawn with their state at one time, and with layers
// and states that the reader switches separately.

import {element} from '../dom.js';
import {Labels} from '../map/labels.js';
import {Layer, makePanes} from '../map/layer.js';
import {Legend} from '../map/legend.js';
import {Marks} from '../map/marks.js';
import {Trays} from '../map/trays.js';
import {chooser} from '../map/chooser.js';
import {featuresAt} from '../map/spatial.js';

/** The properties of a feature at a `time`; a feature without a state today has none in the plan either. */
const propertiesAt = (time, p) =>
  time === 'plan' && p.status && p.status_in_plan ? {...p, status: p.status_in_plan, planned: true} : p;

export class Side {
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
    Object.assign(this, {
      atlas,
      canvas,
      map,
      changed,
      time: 'plan',
      layers: new Map(),
      hidden: new Set(),
      without: new Set(),
    });
    makePanes(L, map);
    this.marks = new Marks(L, map);
    this.trays = new Trays(L, map, {
      centre: atlas.config.centre,
      text: key => atlas.text(key),
      name: f => atlas.name(f),
      open: (title, latlng, found, opener) => chooser(atlas, latlng, found, {map, title, opener}),
    });
    this.labels = new Labels(L, map, this.trays);
    this.legend = new Legend(root.appendChild(element('div')), this);
    this.legend.fold(true);
    this.#listen();
  }

  // ---- called by the legend ------------------------------------------------------------------------

  get config() {
    return this.atlas.config;
  }
  text(key) {
    return this.atlas.text(key);
  }

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
      layer.show(!this.hidden.has(layer.id), this.#passing(layer), this.#kinds(layer), atlas.focused);
    for (const layer of this.layers.values()) if (!offered.includes(layer)) layer.show(false, null, new Set());
    this.trays.arrange(offered, state.lang);
    this.legend.update(offered, this.hidden, state);
    this.#statuses(offered);
    this.labels.set(offered, state.lang, state.selected);
    this.marks.set('selected', this.find(state.selected));
    const towns = state.towns.join();
    if (this.towns !== towns) {
      this.towns = towns;
      this.marks.mask(
        atlas.layers.get('townships')?.features.filter(f => state.towns.includes(f.properties.code)) ?? [],
      );
    }
  }

  // Newly offered layers start as on the main map; on another page all do.
  #adopt(sources) {
    const {atlas} = this;
    const {page} = atlas.state;
    if (this.page !== page && this.page) this.without.clear();
    if (this.page !== page && this.page) this.hidden.clear();
    const known = this.page === page ? this.offered : new Set();
    const here = new Set(sources.map(source => source.id));
    for (const token of this.chosen ? [] : atlas.hidden) {
      const [layer] = token.split('/');
      if (!known.has(layer)) this.hidden.add(token);
    }
    Object.assign(this, {page, offered: here, chosen: false});
  }

  #layer(source) {
    let layer = this.layers.get(source.id);
    if (layer && layer.time !== this.time) {
      layer.remove();
      layer = null;
      this.trays.forget();
    }
    if (!layer) {
      layer = Object.assign(new Layer(this.atlas.L, this.map, source.definition), {time: this.time});
      this.layers.set(source.id, layer);
    }
    if (source.loaded && !layer.loaded && !this.hidden.has(layer.id))
      layer.fill({
        features: source.features.map(({properties, geometry}) => ({
          geometry,
          properties: propertiesAt(this.time, properties),
        })),
      });
    return layer;
  }

  #kinds({id}) {
    return new Set([...this.hidden].filter(token => token.startsWith(`${id}/`)).map(token => token.split('/')[1]));
  }

  #passing({id, features}) {
    const passing = this.atlas.state.layers[id];
    const wanted = passing && new Set(passing);
    if (!this.without.size) return passing;
    return features
      .filter(f => !this.without.has(f.properties.status) && (!wanted || wanted.has(f.ordinal)))
      .map(f => f.ordinal);
  }

  // The switches of the states, above the layers.
  #statuses(layers) {
    const {
      atlas,
      legend: {body},
    } = this;
    const present = new Set(layers.flatMap(layer => layer.features).map(f => f.properties.status));
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

  find(id) {
    for (const layer of this.layers.values()) for (const f of layer.features) if (f.id === id) return f;
    return null;
  }

  // ---- clicks and the pointer ----------------------------------------------------------------------

  #listen() {
    const {map, atlas} = this;
    const at = latlng => featuresAt(map, [...this.layers.values()], latlng, atlas.reach, atlas.state);
    map.on('click', ({latlng}) => {
      const {focus, selected} = atlas.state;
      const [first] = at(latlng);
      if (atlas.drawing) return;
      if (focus === 'spot' && atlas.state.tool !== 'feature') atlas.ask(latlng);
      else if (focus === 'towns' && first?.layer.id === 'townships') atlas.pickTown(first.properties.code);
      else if (first || selected) atlas.select(first?.id ?? null);
    });
    let frame = null;
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

  #tip(latlng, f = null) {
    this.canvas.classList.toggle('over', Boolean(f));
    this.tip?.remove();
    this.tip = f && this.atlas.tipOf(f, latlng, this.map).addTo(this.map);
  }
}
