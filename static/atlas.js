// The one map. It acts on a click or a switch at once and then tells Python, which follows with table,
// card and URL; what Python sends back is a small state that must not undo a newer choice.

import {Layer, makePanes} from './layer.js';
import {Labels} from './labels.js';
import {Legend} from './legend.js';
import {Trays} from './trays.js';
import {Marks} from './marks.js';
import {View} from './view.js';
import {featuresAt} from './spatial.js';
import {addControls, shiftedTiles} from './controls.js';
import {chooser, element} from './chooser.js';
import {foldByEsc} from './focus.js';
import {tipSide} from './room.js';
import {giveWayToThePage} from './touch.js';

const BREATH = 50;                     // ms: changes within one breath are told as one
const TOUCH = window.matchMedia('(pointer: coarse)').matches;

export class Atlas {
  /** `fetchLayer` gives the GeoJSON that stands at a layer's URL. */
  constructor(id, fetchLayer) {
    this.fetchLayer = fetchLayer;
    this.shiftedTiles = (url, options) => shiftedTiles(this.L, url, options);
    this.frame = Object.assign(element('div', 'atlas-frame'), {atlas: this});
    this.canvas = element('div', 'atlas-canvas');
    this.notices = element('div', 'atlas-notices');
    this.canvas.id = id;
    this.frame.append(this.canvas, this.notices);
    this.layers = new Map();
    this.hidden = new Set();
    this.state = {layers: {}, towns: [], hidden: [], selected: null, lang: 'zh'};
    this.sequence = 0;
    this.changes = {};
    this.reach = TOUCH ? 14 : 7;       // px: how near a click must come to a line
    this.focusIds = new Set();         // nothing, until the text has said what it speaks of
  }

  // ---- called by folium's script, in drawing order -------------------------------------------------

  start(L, map, config) {
    Object.assign(this, {L, map, config});
    map.attributionControl.setPrefix(false);
    makePanes(L, map);
    this.marks = new Marks(L, map);
    this.trays = new Trays(L, map, {centre: config.centre, text: key => this.text(key), name: f => this.name(f),
      open: (title, latlng, found, opener) => chooser(this, latlng, found, {title, opener})});
    this.labels = new Labels(L, map, this.trays);
    this.legend = new Legend(this.frame.appendChild(element('div')), this);
    foldByEsc(this.legend);
    this.controls = addControls(this);
    this.#listen();
    let rest = null;                                  // once the size has come to rest, the middle stays the middle
    new ResizeObserver(() => { clearTimeout(rest); rest = setTimeout(() => this.view.resized(), 80); }).observe(this.canvas);
    this.view = new View(this);
  }

  addLayer(definition) {
    const layer = new Layer(this.L, this.map, definition);
    this.layers.set(definition.id, layer);
  }

  #load(layer) {
    layer.loading ??= layer.load(this.fetchLayer).then(() => this.#soon(), error => {
      this.layers.delete(layer.id);
      console.error(`layer ${layer.id}: ${error.message}`);
      this.notice(`${layer.definition.title[this.state.lang]}: ${this.text('map.layer_failed')}`);
      this.#soon();
    });
  }

  // What shows comes first; the rest once the map stands, so that it is at hand when it is asked for.
  #loadTheRest() {
    if (this.resting) return;
    this.resting = true;
    const idle = window.requestIdleCallback ?? (task => setTimeout(task, 200));
    idle(() => { for (const layer of [...this.layers.values()]) if (layer.near) this.#load(layer); }, {timeout: 2000});
  }

  // Layers come in at about the same time: draw once for those of one turn.
  #soon() {
    clearTimeout(this.coming);
    this.coming = setTimeout(() => this.#refresh());
  }

  addBasemap(key, layer) { this.controls.addBasemap(key, layer); }

  // ---- state from Python ---------------------------------------------------------------------------

  apply(state) {
    if (state.seq < this.sequence) return;          // older than the last choice made here
    const first = !this.applied, before = this.state;
    this.sequence = Math.max(this.sequence, state.seq);
    this.state = state;
    if (this.found && this.found.asks !== state.asks) this.found = null;
    this.hidden = new Set(state.hidden);
    document.documentElement.lang = state.lang === 'en' ? 'en' : 'zh-CN';
    if (!this.map) return;                         // still being made: main.js applies it then
    this.applied = true;
    if (first) this.map.invalidateSize({animate: false});
    this.#refresh();
    if (before.page !== state.page || first) {
      this.#showTab();
      this.legend.fold(state.wide || this.compare?.on || this.narrow);
    }
    if (before.lang !== state.lang) this.map.closePopup();
    if (before.lang !== state.lang || first) this.controls.translate();
    if (before.page !== state.page) { this.clearBox(); this.drawing?.cancel(); }
    this.#title();
    this.view.follow(before, first);
    if (first && this.view.compared != null) this.controls.compare(this.view.compared);
  }

  /** The map stands in the page: say what concerns what is round it. */
  mounted() {
    this.controls.translate();
    this.#showTab();
  }

  // A plate has its title on the map.
  #title() {
    this.title ??= this.frame.appendChild(element('div', 'atlas-title'));
    this.title.textContent = this.state.title ?? '';
  }

  #showTab() { document.querySelector('.atlas-pages .here')?.scrollIntoView({block: 'nearest', inline: 'nearest'}); }

  /** Resolves when the layers that show are loaded. */
  settled() { return Promise.all([...this.layers.values()].map(layer => layer.loading)); }

  #refresh() {
    const {state, hidden, focused} = this;
    for (const layer of this.layers.values()) {
      const available = layer.id in state.layers;
      const kinds = new Set([...hidden].filter(token => token.startsWith(`${layer.id}/`)).map(token => token.split('/')[1]));
      if (available && !hidden.has(layer.id) && layer.near) this.#load(layer);
      layer.show(available && !hidden.has(layer.id), available ? state.layers[layer.id] : null, kinds, focused);
    }
    const offered = [...this.layers.values()].filter(layer => layer.id in state.layers);
    this.trays.arrange(offered, state.lang);
    this.legend.update(offered, hidden, state);
    this.labels.set(offered, state.lang, state.selected);
    this.#mask();
    const chosen = state.selected ? this.find(state.selected) : null;
    this.marks.set('selected', chosen);
    this.marks.pin(state.spot);
    if (state.focus === 'spot') this.#askShapes();
    this.drawn?.update();
    this.compare?.update();
    this.#sheet(chosen);
    const ready = offered.length > 0 && offered.every(layer => layer.loaded || hidden.has(layer.id) || !layer.near);
    this.frame.dataset.ready = String(ready);
    if (ready) this.#loadTheRest();
    this.frame.dataset.selected = state.selected ?? '';
  }

  // ---- choices made on the map ---------------------------------------------------------------------

  choose(change) {
    Object.assign(this.changes, change);
    this.state = {...this.state, ...change, seq: ++this.sequence};
    this.view.awaitAddress();
    if (change.hidden) this.hidden = new Set(change.hidden);
    this.#refresh();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.tell('choice', {...this.changes, seq: this.sequence});
      this.changes = {};
    }, BREATH);
  }

  select(id, fly = false) {
    this.map.closePopup();
    if (id && this.narrow) this.legend.fold(true);      // it would lie over what is chosen
    if (fly) this.view.flyTo(id);
    if (id !== this.state.selected) this.choose({selected: id});
  }

  // A drawn shape and the buttons to draw one; what they are made of comes when it is asked for.
  #askShapes() {
    this.shapes ??= import('./drawn.js').then(({Drawn}) => {
      this.drawn = new Drawn(this);
      this.drawn.update();
    });
  }

  /** Whether the rest of the page lies below the map: as in narrow.css. */
  get narrow() { return window.matchMedia('(max-width: 800px)').matches; }

  /** Draw what a check found: {asks, bounds, subject, overlaps}: of which state, where the shapes of a file lie. */
  showFound(found) {
    const before = JSON.stringify(this.brought ?? null);
    this.found = found;
    this.brought = found.bounds ?? null;
    if (found.bounds && JSON.stringify(found.bounds) !== before) this.view.fly(this.L.latLngBounds(found.bounds), false, 16);
    this.#askShapes();
    this.drawn?.update();
  }

  // On the workbench a click asks what is here.
  ask({lat, lng}) {
    this.askedAt = Date.now();
    const spot = [lng, lat].map(degrees => Number(degrees.toFixed(6)));
    this.map.closePopup();
    this.choose({spot, selected: null});
  }

  toggle(token, on) {
    const hidden = new Set(this.hidden), [layer] = token.split('/');
    if (on) { hidden.delete(token); hidden.delete(layer); } else hidden.add(token);
    this.choose({hidden: [...hidden].sort()});
  }

  /** Choose a town, or leave it; beside profiles two may stand. */
  pickTown(code) {
    const {towns, focus} = this.state, most = focus === 'towns' ? 2 : 1, others = towns.filter(town => town !== code);
    this.map.closePopup();
    this.choose({towns: others.length < towns.length && towns.length <= most ? others : [...others, code].slice(-most)});
    this.view.towns();
  }

  /** Where the plan's text stands beside the map only these features are shown (`null`: all that pass). */
  focus(ids) {
    const key = ids && ids.join();
    if (this.focusKey === key) return;
    Object.assign(this, {focusKey: key, focusIds: ids && new Set(ids)});
    if (this.applied) this.#refresh();
  }

  // What of the features that pass the filter is shown: all (`null`), or these and the selected one.
  get focused() {
    const {focus, towns, selected} = this.state;
    const ids = {text: this.focusIds, towns: towns.length ? null : new Set()}[focus];
    return ids ? new Set([...ids, selected]) : null;
  }

  /** Show where a feature lies, as if the pointer were on it. */
  hint(id) { this.marks.set('hover', id && id !== this.state.selected ? this.find(id) : null); }

  /** Let `draw` draw a box; then tell the features in it, or `null` when it is given up. It stays until it is cleared. */
  askBox(draw, done, text) {
    this.clearBox();
    this.drawing?.cancel();
    const note = this.notice(text);
    this.frame.scrollIntoView({block: 'nearest'});
    this.giveUp = draw(this, box => {
      note.remove();
      Object.assign(this, {giveUp: null, box, drewBox: Date.now()});
      done(box && this.#within(box.getBounds()));
    });
  }

  clearBox() {
    this.giveUp?.();
    this.box?.remove();
    this.box = null;
  }

  #within(bounds) {
    const {x: w, y: n} = this.map.project(bounds.getNorthWest(), 0), {x: e, y: s} = this.map.project(bounds.getSouthEast(), 0);
    return [...this.layers.values()].filter(layer => !layer.definition.context && layer.id in this.state.layers)
      .flatMap(layer => layer.features).filter(f => f.shape?.meets([w, n, e, s])).map(f => f.id);
  }

  // ---- helpers -------------------------------------------------------------------------------------

  text(key) { return this.config.messages[this.state.lang]?.[key] ?? key; }
  name(f) { return this.state.lang === 'en' ? f.properties.name_en : f.properties.name_zh; }
  kind(f) { return f.layer.definition.legend.find(entry => entry.kind === f.properties.kind)?.label[this.state.lang] ?? ''; }

  /** The state of a feature with its date; of the other map of a comparison, that of the plan. */
  status(f) {
    const {texts, now, plan} = f.layer.definition.states;
    return texts[(f.properties.planned ? plan : now)[f.ordinal]]?.[this.state.lang] ?? '';
  }

  find(id) {
    for (const layer of this.layers.values()) for (const f of layer.features) if (f.id === id) return f;
    return null;
  }

  notice(text) {
    const note = element('div', 'atlas-notice', text);
    note.setAttribute('role', 'status');
    this.notices.append(note);
    setTimeout(() => note.remove(), 12000);
    return note;
  }

  at(latlng) {
    return featuresAt(this.map, [...this.layers.values()], latlng, this.reach, this.state);
  }

  #listen() {
    const {map} = this;
    let down = null;
    this.canvas.addEventListener('pointerdown', event => { down = [event.clientX, event.clientY]; }, true);
    map.on('click', event => {
      if (this.drawing) return;                           // draw.js hears it
      const {clientX, clientY} = event.originalEvent;     // a drag that Leaflet did not begin ends in a click
      if (down && Math.hypot(clientX - down[0], clientY - down[1]) > 5) return;
      if (Date.now() - (this.drewBox ?? 0) < 400) return;
      if (this.state.focus === 'spot' && this.state.tool !== 'feature') { this.ask(event.latlng); return; }
      const found = this.at(event.latlng);
      this.marks.set('hover', null);
      if (!found.length) { map.closePopup(); if (this.state.selected) this.select(null); return; }
      if (this.state.focus === 'towns' && found[0].layer.id === 'townships') { this.pickTown(found[0].properties.code); return; }
      this.select(found[0].id);
      if (found.length > 1) chooser(this, event.latlng, found);
    });
    let frame = null;
    map.on('mousemove', event => {
      cancelAnimationFrame(frame);
      frame = requestAnimationFrame(() => this.#hover(event));
    });
    map.on('zoomstart dragstart', () => this.#hover(null));
    map.on('mouseout', () => { cancelAnimationFrame(frame); this.#hover(null); });
    map.on('zoomend', () => {
      const moved = this.trays.arrange([...this.layers.values()]);
      if (moved) this.marks.set('selected', this.state.selected && this.find(this.state.selected));
      if (this.applied && [...this.layers.values()].some(layer => layer.near && !layer.loading)) this.#refresh();
    });
    if (TOUCH) giveWayToThePage(this);
    // Paper has no room to give: the map keeps its size on the screen and is scaled to fit.
    window.addEventListener('beforeprint', () => {
      const {clientWidth: width, clientHeight: height} = this.frame, {style} = document.documentElement;
      style.setProperty('--map-width', `${width}px`);
      style.setProperty('--map-height', `${height}px`);
      style.setProperty('--map-scale', String(Math.min(1040 / width, 620 / height)));
    });
  }

  #hover(event) {
    if (TOUCH) return;
    const f = event && !this.drawing && this.at(event.latlng).find(found => found.layer.id !== 'townships');
    this.canvas.classList.toggle('over', Boolean(f));
    if (f !== this.hovered) { this.hovered = f; this.marks.set('hover', f && f.id !== this.state.selected ? f : null); }
    if (!f) { this.tip?.remove(); this.tip = null; return; }
    this.tip?.remove();
    this.tip = this.tipOf(f, event.latlng).addTo(this.map);
  }

  /** A tip that names a feature at a place of a map. */
  tipOf(f, latlng, map = this.map) {
    const about = [this.kind(f), this.status(f)].filter(Boolean).join(' · ');
    return this.L.tooltip({className: 'atlas-tip', opacity: 1, ...tipSide(map, latlng)}).setLatLng(latlng)
      .setContent(element('div', '', element('b', '', this.name(f)), element('span', '', about)));
  }

  #mask() {
    const key = this.state.towns.join();
    if (this.maskKey === key) return;
    const all = this.layers.get('townships')?.features ?? [];
    if (key && !all.length) return;                 // not loaded yet
    this.maskKey = key;
    this.marks.mask(all.filter(f => this.state.towns.includes(f.properties.code)));
  }

  // In full screen the card is out of sight: say in short what was chosen.
  #sheet(f) {
    this.sheet ??= this.frame.appendChild(element('div', 'atlas-sheet'));
    const leave = element('button', '', this.text('map.leave_full'));
    leave.type = 'button';
    leave.addEventListener('click', () => document.exitFullscreen());
    this.sheet.replaceChildren(...(f ? [element('b', '', this.name(f)), element('span', '', [this.kind(f), this.status(f)].filter(Boolean).join(' \u00b7 ')), leave] : []));
  }
}
