// The one map. It acts on a click or a switch at once and then tells Python, which follows with table,
// card and URL; what Python sends back is a small state that must not undo a newer choice.

import {Layer} from './layer.js';
import {Labels} from './labels.js';
import {Legend} from './legend.js';
import {Trays} from './trays.js';
import {Marks} from './marks.js';
import {boundsOf, bySize} from './spatial.js';
import {drawBox} from './box.js';
import {addControls, shiftedTiles} from './controls.js';
import {chooser, element} from './chooser.js';
import {giveWayToThePage} from './touch.js';

const RETURNS = 3000;                  // ms: longer than RETURNS of atlas/ui/view.py
const BREATH = 50;                     // ms: changes within one breath are told as one
const TOUCH = window.matchMedia('(pointer: coarse)').matches;
const TOLERANCE = TOUCH ? 14 : 7;      // px: how near a click must come to a line

export class Atlas {
  constructor(id) {
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
    this.written = 0;                  // when the address was written last, and on which page
    this.path = window.location.pathname;
    this.focusIds = new Set();         // nothing, until the text has said what it speaks of
  }

  // ---- called by folium's script, in drawing order -------------------------------------------------

  start(L, map, config) {
    Object.assign(this, {L, map, config});
    map.attributionControl.setPrefix(false);
    const panes = {halo: 206, mask: 312, glow: 398, hover: 466, selected: 468};
    for (const [name, order] of Object.entries(panes)) {
      const pane = map.createPane(name);
      pane.style.zIndex = order;
      pane.style.pointerEvents = 'none';
    }
    map.haloRenderer = L.svg({pane: 'halo', padding: 0.5});
    this.marks = new Marks(L, map);
    this.trays = new Trays(L, map);
    this.labels = new Labels(L, map, this.trays);
    this.legend = new Legend(this.frame.appendChild(element('div')), this);
    this.controls = addControls(this);
    this.#listen();
    let rest = null;                                  // once the size has come to rest, the middle stays the middle
    new ResizeObserver(() => { clearTimeout(rest); rest = setTimeout(() => map.invalidateSize({animate: false}), 80); }).observe(this.canvas);
    this.#viewFromHash();
  }

  addLayer(definition) {
    const layer = new Layer(this.L, this.map, definition);
    this.layers.set(definition.id, layer);
  }

  #load(layer) {
    layer.loading ??= layer.load(fetchLayer).then(() => this.#soon(), error => {
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
    idle(() => { for (const layer of [...this.layers.values()]) this.#load(layer); }, {timeout: 2000});
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
    this.hidden = new Set(state.hidden);
    document.documentElement.lang = state.lang === 'en' ? 'en' : 'zh-CN';
    if (!this.map) return;                         // still being made: main.js applies it then
    this.applied = true;
    if (first) this.map.invalidateSize({animate: false});
    this.#refresh();
    if (before.page !== state.page || first) {
      this.#showTab();
      this.legend.fold(state.wide || window.matchMedia('(max-width: 700px)').matches);
    }
    if (before.lang !== state.lang) this.map.closePopup();
    if (before.lang !== state.lang || first) this.controls.translate();
    this.#plate(before, first);
    const moved = !first && JSON.stringify(before.towns) !== JSON.stringify(state.towns);
    if (this.restored) this.restored = false;
    else if (first && !this.hashed && !state.towns.length && !state.selected) this.fly(state.home ?? this.config.home, true);
    else if (moved || (first && !this.hashed)) this.#settled().then(() => this.#frameTowns(first));
    else if (!first && state.selected && state.selected !== before.selected) this.flyTo(state.selected);
    this.#writeHash();
  }

  /** The map stands in the page: say what concerns what is round it. */
  mounted() {
    this.controls.translate();
    this.#showTab();
  }

  // A plate has a title on the map and bounds of its own.
  #plate(before, first) {
    const {title = '', home} = this.state;
    this.plateTitle ??= this.frame.appendChild(element('div', 'atlas-title'));
    this.plateTitle.textContent = title;
    const changed = JSON.stringify(home) !== JSON.stringify(before.home);
    if (home && (changed || first) && !this.hashed && !this.restored) this.#settled().then(() => this.fly(home, first));
  }

  #showTab() { document.querySelector('.atlas-pages .here')?.scrollIntoView({block: 'nearest', inline: 'nearest'}); }

  #settled() { return Promise.all([...this.layers.values()].map(layer => layer.loading)); }

  #frameTowns(first) {
    const towns = this.layers.get('townships')?.features.filter(f => this.state.towns.includes(f.properties.code)) ?? [];
    if (towns.length) this.fly(boundsOf(this.L, towns), first);
    else if (first && this.state.selected) this.flyTo(this.state.selected, first);
    else this.fly(this.config.home, first);
  }

  #refresh() {
    const {state, hidden} = this, focused = this.#focused;
    for (const layer of this.layers.values()) {
      const available = layer.id in state.layers;
      const kinds = new Set([...hidden].filter(token => token.startsWith(`${layer.id}/`)).map(token => token.split('/')[1]));
      if (available && !hidden.has(layer.id)) this.#load(layer);
      layer.show(available && !hidden.has(layer.id), available ? state.layers[layer.id] : null, kinds, focused);
    }
    const offered = [...this.layers.values()].filter(layer => layer.id in state.layers);
    this.trays.arrange(offered);
    this.legend.update(offered, hidden, state);
    this.labels.set(offered, state.lang, state.selected);
    this.#mask();
    const chosen = state.selected ? this.find(state.selected) : null;
    this.marks.set('selected', chosen);
    this.#sheet(chosen);
    const ready = offered.length > 0 && offered.every(layer => layer.loaded || hidden.has(layer.id));
    this.frame.dataset.ready = String(ready);
    if (ready) this.#loadTheRest();
    this.frame.dataset.selected = state.selected ?? '';
  }

  // ---- choices made on the map ---------------------------------------------------------------------

  choose(change) {
    Object.assign(this.changes, change);
    this.state = {...this.state, ...change, seq: ++this.sequence};
    this.#awaitAddress();
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
    if (fly) this.flyTo(id);
    if (id !== this.state.selected) this.choose({selected: id});
  }

  toggle(token, on) {
    const hidden = new Set(this.hidden), [layer] = token.split('/');
    if (on) { hidden.delete(token); hidden.delete(layer); } else hidden.add(token);
    this.choose({hidden: [...hidden].sort()});
  }

  pickTown(code) {
    this.map.closePopup();
    this.choose({towns: this.state.towns.length === 1 && this.state.towns[0] === code ? [] : [code]});
    this.#frameTowns();
  }

  /** Where the plan's text stands beside the map only these features are shown (`null`: all that pass). */
  focus(ids) {
    const key = ids && ids.join();
    if (this.focusKey === key) return;
    Object.assign(this, {focusKey: key, focusIds: ids && new Set(ids)});
    if (this.applied) this.#refresh();
  }

  // What of the features that pass the filter is shown: all (`null`), or these and the selected one.
  get #focused() {
    const {focus, towns, selected} = this.state;
    const ids = {text: this.focusIds, towns: towns.length ? null : new Set()}[focus];
    return ids ? new Set([...ids, selected]) : null;
  }

  /** Show where a feature lies, as if the pointer were on it. */
  hint(id) { this.marks.set('hover', id && id !== this.state.selected ? this.find(id) : null); }

  /** Let a box be drawn; then tell the features in it. */
  drawBox(done, text) {
    this.notice(text);
    drawBox(this, bounds => {
      this.drewBox = Date.now();
      done(this.#within(bounds));
    });
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

  status(f) {
    const word = f.properties.status;
    return word ? (f.layer.definition.status_labels[word]?.[this.state.lang] ?? this.config.statuses[word]?.[this.state.lang] ?? word) : '';
  }

  find(id) {
    for (const layer of this.layers.values()) for (const f of layer.features) if (f.id === id) return f;
    return null;
  }

  fly(bounds, atOnce = false, maxZoom = 14) {
    const legend = this.legend.width();             // what the legend covers is no place for what one flies to
    const options = {paddingTopLeft: [legend + 22, 22], paddingBottomRight: [56, 26], maxZoom};
    if (atOnce || window.matchMedia('(prefers-reduced-motion: reduce)').matches) this.map.fitBounds(bounds, {...options, animate: false});
    else this.map.flyToBounds(bounds, {...options, duration: 0.6});
  }

  flyTo(id, atOnce) {
    const f = this.find(id);
    if (!f) return;
    if (!f.geometry) { this.#flyToTowns(f); return; }
    const bounds = boundsOf(this.L, [f]), maxZoom = f.properties.accuracy_m > 1000 ? 12.5 : 14;
    if (atOnce || !this.map.getBounds().pad(-0.1).contains(bounds) || bounds.getNorthEast().distanceTo(bounds.getSouthWest()) * 8 < this.map.getBounds().getNorthEast().distanceTo(this.map.getBounds().getSouthWest()))
      this.fly(bounds, atOnce, maxZoom);
  }

  // What has no public place is looked for in the towns that it is known to be in.
  #flyToTowns(f) {
    const towns = this.layers.get('townships')?.features.filter(t => f.properties.towns.includes(t.properties.code)) ?? [];
    if (!towns.length || towns.length > 5) return;
    this.fly(boundsOf(this.L, towns));
    this.notice(this.text('map.undrawn').replace('{towns}', towns.map(t => this.name(t)).join(this.state.lang === 'en' ? ', ' : '、')));
  }

  notice(text) {
    const note = element('div', 'atlas-notice', text);
    note.setAttribute('role', 'status');
    this.notices.append(note);
    setTimeout(() => note.remove(), 12000);
  }

  at(latlng) {
    const p = this.map.project(latlng, 0), tolerance = TOLERANCE / 2 ** this.map.getZoom();
    return [...this.layers.values()].filter(layer => layer.visible && layer.definition.interactive)
      .flatMap(layer => layer.features).filter(f => f.shown && f.shape?.hit([p.x, p.y], tolerance, 1 / 2 ** this.map.getZoom())).sort(bySize);
  }

  #listen() {
    const {map} = this;
    let down = null;
    this.canvas.addEventListener('pointerdown', event => { down = [event.clientX, event.clientY]; }, true);
    map.on('click', event => {
      const {clientX, clientY} = event.originalEvent;     // a drag that Leaflet did not begin ends in a click
      if (down && Math.hypot(clientX - down[0], clientY - down[1]) > 5) return;
      if (Date.now() - (this.drewBox ?? 0) < 400) return;
      const found = this.at(event.latlng);
      this.marks.set('hover', null);
      if (!found.length) { map.closePopup(); if (this.state.selected) this.select(null); return; }
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
    map.on('moveend', () => this.#writeHash());
    map.on('zoomend', () => this.trays.arrange([...this.layers.values()]));
    window.addEventListener('popstate', ({isTrusted}) => {
      this.restored = this.#viewFromHash();
      const stays = this.path === window.location.pathname;
      this.path = window.location.pathname;
      // On the same page Python takes an older address for a late message for a while: say that it is none,
      // once Streamlit has taken the address in.
      if (isTrusted && stays && Date.now() - this.written < RETURNS) setTimeout(() => this.tell?.('choice', {left: true}), 0);
    });
    // Streamlit drops the fragment when it writes the query; put the view back.
    window.addEventListener('atlas:url', () => {
      Object.assign(this, {awaited: false, written: Date.now(), path: window.location.pathname});
      this.#writeHash();
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
    const f = event && this.at(event.latlng).find(found => found.layer.id !== 'townships');
    this.canvas.classList.toggle('over', Boolean(f));
    if (f !== this.hovered) { this.hovered = f; this.marks.set('hover', f && f.id !== this.state.selected ? f : null); }
    if (!f) { this.tip?.remove(); this.tip = null; return; }
    this.tip ??= this.L.tooltip({className: 'atlas-tip', direction: 'top', offset: [0, -10], opacity: 1});
    const state = this.status(f);
    this.tip.setContent(element('div', '', element('b', '', this.name(f)), element('span', '', [this.kind(f), state].filter(Boolean).join(' · '))));
    this.tip.setLatLng(event.latlng).addTo(this.map);
  }

  #mask() {
    const key = this.state.towns.join();
    if (this.maskKey === key) return;
    const all = this.layers.get('townships')?.features ?? [];
    if (key && !all.length) return;                 // not loaded yet
    this.maskKey = key;
    this.mask?.remove();
    const chosen = all.filter(f => this.state.towns.includes(f.properties.code));
    if (!chosen.length) { this.mask = null; return; }
    const {L} = this, options = {pane: 'mask', renderer: (this.maskRenderer ??= L.svg({pane: 'mask', padding: 0.5})), interactive: false};
    const holes = chosen.flatMap(f => (f.geometry.type === 'Polygon' ? [f.geometry.coordinates] : f.geometry.coordinates).map(rings => rings[0].map(([lon, lat]) => [lat, lon])));
    this.mask = L.layerGroup([
      L.polygon([[[30, 112], [30, 128], [44, 128], [44, 112]], ...holes], {...options, stroke: false, fillColor: '#f6f3ec', fillOpacity: 0.62}),
      L.polygon(holes.map(ring => [ring]), {...options, fill: false, color: '#ffffff', weight: 5, opacity: 0.9}),
      L.polygon(holes.map(ring => [ring]), {...options, fill: false, color: '#2f2a24', weight: 1.8}),
    ]).addTo(this.map);
  }

  #viewFromHash() {
    const found = /^#map=([\d.]+)\/(-?[\d.]+)\/(-?[\d.]+)$/.exec(window.location.hash);
    if (!found) return false;
    const [zoom, lat, lon] = found.slice(1).map(Number);
    if (!(zoom >= 6 && zoom <= 18 && lat > 30 && lat < 44 && lon > 112 && lon < 128)) return false;
    this.map.setView([lat, lon], zoom, {animate: false});
    this.hashed = true;
    return true;
  }

  // A choice makes a new entry of the history: until it is there, the view must not go into the old one.
  #awaitAddress() {
    this.awaited = true;
    clearTimeout(this.patience);
    this.patience = setTimeout(() => { this.awaited = false; this.#writeHash(); }, 1500);
  }

  // In full screen the card is out of sight: say in short what was chosen.
  #sheet(f) {
    this.sheet ??= this.frame.appendChild(element('div', 'atlas-sheet'));
    const leave = element('button', '', this.text('map.leave_full'));
    leave.type = 'button';
    leave.addEventListener('click', () => document.exitFullscreen());
    this.sheet.replaceChildren(...(f ? [element('b', '', this.name(f)), element('span', '', [this.kind(f), this.status(f)].filter(Boolean).join(' \u00b7 ')), leave] : []));
  }

  #writeHash() {
    if (!this.applied || this.awaited) return;
    const {lat, lng} = this.map.getCenter(), hash = `#map=${Number(this.map.getZoom().toFixed(2))}/${lat.toFixed(4)}/${lng.toFixed(4)}`;
    if (window.location.hash !== hash) window.history.replaceState(window.history.state, '', `${window.location.pathname}${window.location.search}${hash}`);
  }
}

const fetchLayer = async url => {
  const response = await fetch(new URL(url, document.baseURI));
  if (!response.ok) throw new Error(`HTTP ${response.status}`);
  return response.json();
};
