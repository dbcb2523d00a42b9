// The one map. A choice made on it goes to `tell` (`Browsing.take`), and the new state comes back through `apply`; in
// the one-file map `OneFile` does both.

import {LOW, NARROW, TOUCH} from '../device.js';
import {element, onScreen, setLanguage} from '../dom.js';
import {chooser} from './chooser.js';
import {addControls} from './controls.js';
import {Emphasis} from './emphasis.js';
import {foldByEsc} from '../panels/focus.js';
import {plural} from '../plural.js';
import {FullscreenCaption} from './fullscreen.js';
import {shiftedTiles} from './gcj02.js';
import {Hits} from './hits.js';
import {Labels} from './labels.js';
import {Layer, findFeature, makePanes} from './layer.js';
import {Legend} from './legend.js';
import {LayerLoader} from './loader.js';
import {Marks} from './marks.js';
import {Notices} from './notices.js';
import {OutcomeColours} from './outcome_colours.js';
import {listenToPointer} from './pointer.js';
import {fitToPaper} from './paper.js';
import {featuresAt, isArea, isDrawn} from './spatial.js';
import {giveWayToThePage} from './touch.js';
import {Shapes} from './shapes.js';
import {useShapes} from './symbols.js';
import {Trays} from './trays.js';
import {View} from './view.js';

/**
 * @import {Change, Compare, Config, Drawing, Feature, FetchLayer, LayerDefinition, Leaflet, State,
 *   Tell, Texts} from '../types.d.ts'
 */

const RESIZE_DELAY = 80; // ms without a change of size before the map takes its new size
/** What shows and is chosen before the first state has been applied. */
const NOTHING = {layers: {}, towns: [], hidden: [], selected: null, spot: null};

export class Atlas {
  /** @type {Map<string, Layer>} */
  layers = new Map();
  /** @type {Set<string>} */
  hidden = new Set();
  /** @type {State} */
  state = {page: '', theme: null, focus: 'all', lang: 'zh', wide: false, ...NOTHING};
  choosing = false; // whether a choice made here is being acted on
  applied = false; // whether a state has been shown
  reach = TOUCH ? 14 : 7; // px: largest distance between a click and the line that it selects
  /** @type {Set<string> | null} */
  focusIds = new Set(); // the plan's text shows no features before it names its own
  /** @type {Tell | undefined} */
  tell;
  /** @type {URL | undefined} */
  downloads; // where the server has files to download; the one-file map has no server
  /** @type {Compare | undefined} */
  compare;
  /** @type {Drawing | null} */
  drawing = null;
  title = element('div', 'atlas-title');
  maskKey = '';
  /** @type {string | null | undefined} */
  focusKey;
  drewBox = 0; // when a box or a shape was last drawn
  askedAt = 0; // when a question was last asked on the map

  /**
   * @param {string} id
   * @param {FetchLayer} fetchLayer
   */
  constructor(id, fetchLayer) {
    this.loader = new LayerLoader(this, fetchLayer);
    this.shapes = new Shapes(this);
    /** @type {(url: string, options: L.TileLayerOptions) => L.TileLayer} */
    this.shiftedTiles = (url, options) => shiftedTiles(this.L, url, options);
    /** @type {HTMLElement & {atlas?: Atlas}} */
    this.frame = element('div', 'atlas-frame');
    this.frame.atlas = this;
    this.canvas = element('div', 'atlas-canvas');
    this.notices = new Notices();
    this.canvas.id = id;
    this.frame.append(this.canvas, this.notices.node, this.title);
  }

  // ---- called by folium's script, in drawing order -------------------------------------------------

  /** @type {(L: Leaflet, map: L.Map, config: Config) => void} */
  start(L, map, config) {
    /** @type {Leaflet} */
    this.L = L;
    /** @type {L.Map} */
    this.map = map;
    /** @type {Config} */
    this.config = config;
    useShapes(config.symbols);
    map.attributionControl.setPrefix(false);
    makePanes(L, map);
    /** @type {Marks} */
    this.marks = new Marks(L, map, config.mark);
    /** @type {OutcomeColours} */
    this.outcomes = new OutcomeColours(this);
    /** @type {Hits} */
    this.hits = new Hits(L, map);
    /** @type {Emphasis} */
    this.emphasis = new Emphasis(this);
    /** @type {Trays} */
    this.trays = new Trays(L, map, {
      rules: config.trays,
      centre: config.centre,
      text: (key, n) => this.text(key, n),
      name: f => this.name(f),
      open: (title, latlng, found, opener) => chooser(this, latlng, found, {title, opener}),
    });
    /** @type {Labels} */
    this.labels = new Labels(map, this.trays, config.labels);
    /** @type {Legend} */
    this.legend = new Legend(this.frame.appendChild(element('div')), this);
    foldByEsc(this.legend);
    /** @type {ReturnType<typeof addControls>} */
    this.controls = addControls(this);
    /** @type {FullscreenCaption} */
    this.caption = new FullscreenCaption(this);
    listenToPointer(this);
    map.on('zoomend', () => this.#zoomed());
    if (TOUCH) giveWayToThePage(this);
    fitToPaper(this.frame);
    let rest = 0;
    new ResizeObserver(() => {
      clearTimeout(rest);
      rest = setTimeout(() => this.view.resized(), RESIZE_DELAY);
    }).observe(this.canvas);
    /** @type {View} */
    this.view = new View(this);
  }

  /** @param {LayerDefinition} definition */
  addLayer(definition) {
    this.layers.set(definition.id, new Layer(this.L, this.map, definition));
  }

  /** @type {(key: string, layer: L.TileLayer) => void} */
  addBasemap(key, layer) {
    this.controls.addBasemap(key, layer);
  }

  // ---- the state ------------------------------------------------------------------------------------

  /** @param {State} state */
  apply(state) {
    const first = !this.applied;
    const before = this.state;
    this.state = state;
    this.hidden = new Set(state.hidden);
    setLanguage(state.lang);
    if (!this.map) return; // still being made: page.js applies the state then
    this.applied = true;
    if (first) this.view.measure();
    this.refresh();
    const turned = before.page !== state.page;
    if (turned || first || Boolean(before.shade) !== Boolean(state.shade)) {
      this.legend.fold((state.wide && !this.outcomes.on) || Boolean(this.compare?.on) || this.small);
    } else if (state.compared?.length && !before.compared?.length) this.legend.fold(true);
    if (before.lang !== state.lang || before.selected !== state.selected) this.notices.forget();
    if (before.lang !== state.lang) this.map.closePopup();
    if (before.lang !== state.lang || first) this.controls.translate();
    if (turned) {
      this.shapes.clearBox();
      this.drawing?.cancel();
    }
    this.title.textContent = this.state.title ?? ''; // of a plate
    if (this.choosing)
      this.view.write(); // what was chosen on the map is in view
    else this.view.follow(before, first);
    if (first && this.view.compared != null) this.controls.compare(this.view.compared);
  }

  /** Resolves when the visible layers are loaded. */
  settled() {
    return Promise.all([...this.layers.values()].map(layer => layer.loading));
  }

  /** Show what the state says: layers, trays, legend, labels and marks. */
  refresh() {
    const {state, hidden, focused} = this;
    for (const layer of this.layers.values()) {
      const available = layer.id in state.layers;
      const visible = available && !hidden.has(layer.id);
      if (visible && layer.near) this.loader.load(layer);
      if (layer.dress(state.statuses ?? null)) this.trays.forget();
      layer.show(visible, available ? state.layers[layer.id] : null, layer.kindsIn(hidden), focused);
    }
    this.outcomes.show(state.outcomes ?? null, state.shade ?? null);
    const offered = [...this.layers.values()].filter(layer => layer.id in state.layers);
    this.trays.arrange(offered, state.lang);
    this.legend.update(offered, hidden, state);
    const ready = offered.length > 0 && offered.every(layer => layer.loaded || hidden.has(layer.id) || !layer.near);
    if (ready || this.labels.layers) this.labels.set(offered, state.lang, state.selected); // not anew for each layer
    this.#maskOtherTowns();
    const chosen = state.selected ? this.find(state.selected) : null;
    this.marks.set('selected', chosen);
    this.marks.pin(state.spot);
    this.emphasis.show();
    if (state.focus === 'spot') this.shapes.load();
    this.shapes.update();
    this.compare?.update();
    this.controls.showTime();
    this.caption.show(chosen);
    this.frame.dataset.ready = String(ready);
    if (ready) this.loader.loadTheRest();
    this.frame.dataset.selected = state.selected ?? '';
  }

  #maskOtherTowns() {
    const key = this.state.towns.join();
    if (this.maskKey === key) return;
    if (key && !this.layers.get('townships')?.features.length) return; // not loaded yet
    this.maskKey = key;
    onScreen().then(() => this.maskKey === key && this.marks.mask(this.townships(this.state.towns)));
  }

  #zoomed() {
    const moved = this.trays.arrange([...this.layers.values()]);
    if (moved) {
      this.marks.set('selected', this.state.selected ? this.find(this.state.selected) : null);
      this.emphasis.show();
    }
    if (this.applied && [...this.layers.values()].some(layer => layer.near && !layer.loading)) this.refresh();
  }

  // ---- choices made on the map ---------------------------------------------------------------------

  /**
   * Have a choice acted on: the new state comes back through `apply`.
   *
   * @param {Change} change
   */
  choose(change) {
    this.choosing = true;
    this.tell?.(change);
    this.choosing = false;
  }

  /** @param {string | null} id */
  select(id, fly = false) {
    this.map.closePopup();
    if (id && this.small) this.legend.fold(true); // it would cover the selected feature
    if (fly) this.view.soon(() => this.view.flyTo(id));
    if (id !== this.state.selected) this.choose({selected: id});
  }

  // On the workbench a click asks for a location report.
  /** @param {L.LatLng} latlng */
  ask({lat, lng}) {
    this.askedAt = Date.now();
    const [x, y] = [lng, lat].map(degrees => Number(degrees.toFixed(6)));
    this.map.closePopup();
    this.choose({spot: [x, y], tool: 'spot', selected: null});
  }

  /**
   * Show or hide a layer (`layer`) or a category of one (`layer/kind`).
   *
   * @type {(token: string, on: boolean) => void}
   */
  toggle(token, on) {
    const hidden = new Set(this.hidden);
    const [layer] = token.split('/');
    if (on) {
      hidden.delete(token);
      hidden.delete(layer);
    } else hidden.add(token);
    this.choose({hidden: [...hidden].sort()});
  }

  /**
   * Choose a town, or leave it; on the page of town profiles two can be chosen.
   *
   * @param {string} code
   */
  pickTown(code) {
    const {towns, focus} = this.state;
    const most = focus === 'towns' ? 2 : 1;
    const others = towns.filter(town => town !== code);
    const leaves = others.length < towns.length && towns.length <= most;
    this.map.closePopup();
    this.choose({towns: leaves ? others : [...others, code].slice(-most)});
    this.view.soon(() => this.view.towns());
  }

  /**
   * Beside the plan's text, show only these features (`null`: all that pass the filter).
   *
   * @param {string[] | null} ids
   */
  focus(ids) {
    const key = ids && ids.join();
    if (this.focusKey === key) return;
    this.focusKey = key;
    this.focusIds = ids && new Set(ids);
    if (this.applied) this.refresh();
  }

  /** Which of the features that pass the filter are visible: all (`null`), or these and the selected one. */
  get focused() {
    const {focus, towns, selected, spotlight} = this.state;
    if (spotlight) return new Set([...this.emphasis.visible, selected]);
    const noTown = focus === 'towns' && !towns.length;
    const ids = focus === 'text' ? this.focusIds : noTown ? [] : null;
    return ids ? new Set([...ids, selected]) : null;
  }

  /**
   * Mark a feature as if the pointer were on it.
   *
   * @param {string | null} id
   */
  hint(id) {
    this.marks.set('hover', id && id !== this.state.selected ? this.find(id) : null);
  }

  // ---- helpers -------------------------------------------------------------------------------------

  /** Whether the rest of the page lies below the map. */
  get narrow() {
    return NARROW.matches;
  }

  /** Whether an open legend would hide most of the map. */
  get small() {
    return NARROW.matches || LOW.matches;
  }

  // A text; where it has a count `n`, in the form for it.
  /** @type {Texts} */
  text(key, n) {
    const {lang} = this.state;
    return plural(this.config.messages[lang]?.[key] ?? key, n, lang);
  }

  /** @param {Feature} f */
  name(f) {
    return this.state.lang === 'en' ? f.properties.name_en : f.properties.name_zh;
  }

  /** @param {Feature} f */
  kind(f) {
    const entry = f.layer.definition.legend.find(({kind}) => kind === f.properties.kind);
    return entry?.label[this.state.lang] ?? '';
  }

  /**
   * The dated state of a feature; of another year on the timeline, and of the plan on the other map of a comparison.
   *
   * @param {Feature} f
   */
  status(f) {
    const {year, lang} = this.state;
    const {status, planned} = f.properties;
    if (year && f.undated) return this.text('map.time.no_date');
    if (year && status && !planned) return `${this.config.statuses[status][lang]} · ${year}`;
    const {texts, now, plan} = f.layer.definition.states;
    return texts[(planned ? plan : now)[f.ordinal]]?.[lang] ?? '';
  }

  /**
   * The townships with these codes.
   *
   * @param {string[]} codes
   */
  townships(codes) {
    const all = this.layers.get('townships')?.features ?? [];
    return all.filter(isArea).filter(f => codes.includes(f.properties.code ?? ''));
  }

  /** @param {string} id */
  find(id) {
    return findFeature(this.layers.values(), id);
  }

  /**
   * Show a notice, which may be about a feature.
   *
   * @type {(text: string, about?: string) => HTMLElement}
   */
  notice(text, about) {
    return this.notices.show(text, about);
  }

  /**
   * The visible features at a place, the likeliest first: that whose name is written there, then those that lie there.
   *
   * @param {L.LatLng} latlng
   */
  at(latlng) {
    const found = featuresAt(this.map, [...this.layers.values()], latlng, this.reach, this.state);
    const named = this.labels.at(latlng);
    return named && isDrawn(named) ? [named, ...found.filter(f => f !== named)] : found;
  }
}
