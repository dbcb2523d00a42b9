// The view of the map: the whole city, towns, a feature; and its fragment in the address.

import {onScreen} from '../dom.js';
import {replaceFragment} from '../streamlit.js';
import {read} from '../state/shape_text.js';
import {coveredByCard} from './card_over.js';
import {fragmentOf, readFragment} from './fragment.js';
import {locateFeature} from './layer.js';
import {boundsOf, isDrawn} from './spatial.js';

/** @import {Atlas, AreaFeature, Feature, State} from '../types.d.ts' */

export class View {
  restored = false;
  first = false; // whether the map shows its first view and nobody has moved it
  fitting = false;
  /** @type {{bounds: L.LatLngBounds, maxZoom: number, flying: boolean} | null} what the map was made to show */
  fitted = null;
  /** @type {string | undefined} the comparison that the address names */
  compared;
  /** @type {L.Point | undefined} the map's size at the first view */
  size;
  glancing = false; // whether it was last moved for a glance
  wishes = 0; // how often the map was asked to look elsewhere

  /** @param {Atlas} atlas */
  constructor(atlas) {
    this.atlas = atlas;
    this.linked = this.#take();
    for (const act of ['pointerdown', 'wheel', 'keydown'])
      atlas.frame.addEventListener(
        act,
        () => {
          this.first = false;
        },
        {capture: true, passive: true},
      );
    this.moving = false;
    atlas.map.on('moveend', () => {
      this.moving = false;
      if (!this.glancing) this.write();
    });
    atlas.map.on('movestart', () => {
      this.moving = true;
      if (this.fitting) return;
      this.glancing = false;
      this.fitted = null;
      this.wishes++;
    });
    new ResizeObserver(() => this.refit()).observe(atlas.legend.body);
  }

  /** The reader went back or forth: the view does as well. */
  restore() {
    this.wishes++;
    this.restored = this.#take();
  }

  // ---- looking -------------------------------------------------------------------------------------

  /**
   * Show what a state is about: at first all of it, later what changed.
   *
   * @type {(before: State, first: boolean) => void}
   */
  follow(before, first) {
    const {state} = this.atlas;
    /** @param {keyof State} key */
    const differs = key => JSON.stringify(before[key]) !== JSON.stringify(state[key]);
    if (!first && (differs('visit') || differs('home') || differs('towns') || differs('selected'))) this.first = false;
    if (this.restored && !state.visit) this.restored = false;
    else if (first) this.begin();
    else {
      const {home, selected, visit} = state;
      this.restored = false;
      if (home && (differs('home') || (visit && differs('visit')))) this.soon(() => this.fly(home));
      else if (differs('towns')) this.soon(() => this.atlas.settled().then(() => this.towns()));
      else if (selected && selected !== before.selected) this.soon(() => this.flyTo(selected));
      else if (state.spot && differs('spot')) this.soon(() => this.spot());
      else if (state.shape && differs('shape')) this.soon(() => this.shape());
      else if (state.compared?.length && differs('compared'))
        this.soon(() => this.atlas.settled().then(() => this.sites()));
      else if (state.hits?.length && differs('hits') && !(this.linked && !before.hits))
        this.soon(() => this.atlas.settled().then(() => this.hits()));
    }
    this.write();
  }

  /**
   * Look elsewhere once the change is on the screen, which the flight would delay; unless the reader has moved the map
   * or wants to look elsewhere by then.
   *
   * @param {() => void} look
   */
  async soon(look) {
    const wish = ++this.wishes;
    await onScreen();
    if (wish === this.wishes) look();
  }

  /** Show the first view, unless the address names one. */
  begin() {
    const {state, config, map} = this.atlas;
    if (this.linked && !state.visit) return; // a step of a tour looks the same on every screen
    Object.assign(this, {first: true, size: map.getSize()});
    if (state.visit && state.home) this.fly(state.home, true);
    else if (state.bounds)
      map.fitBounds(state.bounds, {animate: false}); // as the reader saw it
    else if (state.shape && !state.selected) this.shape(true);
    else if (state.spot && !state.selected) this.spot(true);
    else if (state.compared?.length && !state.selected) this.atlas.settled().then(() => this.sites(true));
    else if (state.home || (!state.towns.length && !state.selected)) this.fly(state.home ?? config.home, true);
    else this.atlas.settled().then(() => this.towns(true));
  }

  /** The map may have a new size: keep its middle, and fit the first view again. */
  resized() {
    const {map} = this.atlas;
    this.measure();
    if (this.first && !(this.size && map.getSize().equals(this.size))) this.begin();
    else this.refit();
  }

  /** Tell Leaflet the map's size. On its own it would move the middle by half a pixel, and with it the link. */
  measure() {
    const {map} = this.atlas;
    const [centre, zoom, size] = [map.getCenter(), map.getZoom(), map.getSize()];
    const {moving} = this;
    map.invalidateSize({animate: false, pan: moving});
    if (moving || map.getSize().equals(size)) return;
    this.fitting = true; // it is not the reader who moves the map
    map.setView(centre, zoom, {animate: false, reset: true});
    this.fitting = false;
  }

  /**
   * The legend or the map has another size: what the map was made to show, and still shows, must not lie under the
   * legend.
   */
  refit() {
    const {fitted} = this;
    if (fitted && !fitted.flying && !this.#clear(-2).contains(fitted.bounds))
      this.fly(fitted.bounds, true, fitted.maxZoom);
  }

  /** The card has come over the map: what is selected must be seen above it. */
  async uncover() {
    await onScreen();
    const {map, state, L} = this.atlas;
    const look = () => {
      const f = state.selected && state.selected === this.atlas.state.selected ? this.atlas.find(state.selected) : null;
      if (!f?.geometry) return;
      const clear = this.#clear(-2);
      const bounds = boundsOf(L, [f]);
      const flown = this.fitted?.bounds.equals(bounds);
      if (flown ? !clear.contains(bounds) : !clear.intersects(bounds)) this.flyTo(f.id);
    };
    if (this.moving) map.once('moveend', look);
    else look();
  }

  // How much of the map's sides legend, buttons, title and scale cover, and a margin.
  #covered() {
    const {legend, frame, map} = this.atlas;
    const box = map.getContainer().getBoundingClientRect();
    /** @param {string} selector */
    const part = selector => frame.querySelector(selector)?.getBoundingClientRect();
    const buttons = part('.atlas-controls');
    const title = part('.atlas-title:not(:empty)');
    return {
      west: legend.width() + 14,
      east: (buttons?.width ? box.right - buttons.left : 36) + 10,
      north: title?.height ? title.bottom - box.top + 8 : 22,
      south: Math.max(26, Math.min(box.bottom - window.innerHeight + coveredByCard() + 10, box.height * 0.7)),
    };
  }

  /** The part of the map that nothing covers, less so many px. */
  clearBox(by = 0) {
    const {west, north, east, south} = this.#covered();
    const {x, y} = this.atlas.map.getSize();
    return {w: west + by, n: north + by, e: x - east - by, s: y - south - by};
  }

  // Its bounds.
  #clear(by = 0) {
    const {L, map} = this.atlas;
    const {w, n, e, s} = this.clearBox(by);
    return L.latLngBounds(map.containerPointToLatLng([w, s]), map.containerPointToLatLng([e, n]));
  }

  /**
   * Move by some px, for a glance: the address keeps its view.
   *
   * @type {(step: [number, number], duration: number) => void}
   */
  nudge(step, duration) {
    const animate = !window.matchMedia('(prefers-reduced-motion: reduce)').matches;
    Object.assign(this, {first: false, fitted: null, glancing: true, fitting: true});
    this.wishes++;
    this.atlas.map.panBy(step, {animate, duration});
    this.fitting = false;
  }

  /** Look at the chosen towns, else at what is selected, else at the city. */
  towns(atOnce = false) {
    const {L, state, config} = this.atlas;
    const towns = this.atlas.townships(state.towns);
    if (towns.length) this.fly(boundsOf(L, towns), atOnce);
    else if (atOnce && state.selected) this.flyTo(state.selected, atOnce);
    else this.fly(config.home, atOnce);
  }

  /** Have the spot that is asked about in view. */
  spot(atOnce = false) {
    const {
      L,
      state: {spot},
    } = this.atlas;
    if (!spot) return;
    const [lon, lat] = spot;
    if (atOnce || !this.#clear().contains([lat, lon])) this.fly(L.latLng(lat, lon).toBounds(8000), atOnce);
  }

  /** Have the shape that is asked about in view, and not too small in it. */
  shape(atOnce = false) {
    const geometry = read(this.atlas.state.shape ?? '');
    if (geometry) this.#see(this.atlas.L.geoJSON(geometry).getBounds(), atOnce);
  }

  /** Look at what a search has found. */
  hits() {
    const found = (this.atlas.state.hits ?? []).map(id => this.atlas.find(id)).filter(f => f !== null);
    const drawn = found.filter(isDrawn);
    if (drawn.length) this.fly(boundsOf(this.atlas.L, drawn), false, 12);
  }

  /** Look at the sites that are compared; those without a public place are looked for in their towns. */
  sites(atOnce = false) {
    const found = (this.atlas.state.compared ?? []).map(id => this.atlas.find(id)).filter(f => f !== null);
    const drawn = found.flatMap(f => (isDrawn(f) ? [f] : this.atlas.townships(f.properties.towns)));
    if (drawn.length) this.fly(boundsOf(this.atlas.L, drawn), atOnce, 12);
  }

  /** @param {L.LatLngBoundsExpression} bounds */
  fly(bounds, atOnce = false, maxZoom = 14) {
    const {L, map} = this.atlas;
    const {west, north, east, south} = this.#covered();
    /** @type {L.FitBoundsOptions} */
    const options = {paddingTopLeft: [west, north], paddingBottomRight: [east, south], maxZoom};
    const fitted = {bounds: L.latLngBounds(/** @type {L.LatLngBoundsLiteral} */ (bounds)), maxZoom, flying: true};
    Object.assign(this, {fitting: true, glancing: false}); // it is not the reader who moves the map
    map.once('moveend', () => {
      fitted.flying = false;
      if (!atOnce && this.fitted === fitted) this.refit(); // the map may have a new size since
    });
    if (atOnce || window.matchMedia('(prefers-reduced-motion: reduce)').matches)
      map.fitBounds(bounds, {...options, animate: false});
    else map.flyToBounds(bounds, {...options, duration: 0.6});
    Object.assign(this, {fitting: false, fitted});
  }

  /** @param {string | null} id */
  flyTo(id, atOnce = false) {
    const f = id && this.atlas.find(id);
    const {L} = this.atlas;
    if (id && (!f || f.pending)) {
      locateFeature(this.atlas.layers.values(), id).then(
        found => found && this.atlas.state.selected === id && this.flyTo(id, atOnce),
      );
      return;
    }
    if (!f) return;
    if (!f.geometry) {
      this.#flyToTowns(f);
      return;
    }
    const bounds = boundsOf(L, [f]);
    const maxZoom = (f.properties.accuracy_m ?? 0) > 1000 ? 12.5 : 14;
    this.#see(bounds, atOnce, maxZoom);
  }

  /** @type {(bounds: L.LatLngBounds, atOnce: boolean, maxZoom?: number) => void} */
  #see(bounds, atOnce, maxZoom) {
    const seen = this.#clear();
    /** @param {L.LatLngBounds} box */
    const breadth = box => box.getNorthEast().distanceTo(box.getSouthWest());
    if (atOnce || !seen.contains(bounds) || breadth(bounds) * 8 < breadth(this.atlas.map.getBounds()))
      this.fly(bounds, atOnce, maxZoom);
  }

  // What has no public place is looked for in the towns that it is known to be in.
  /** @param {Feature} f */
  #flyToTowns(f) {
    const {atlas} = this;
    const towns = atlas.townships(f.properties.towns);
    if (!towns.length || towns.length > 5 || atlas.state.selected !== f.id) return;
    this.fly(boundsOf(atlas.L, towns));
    const names = towns.map(t => atlas.name(t)).join(atlas.state.lang === 'en' ? ', ' : '\u3001');
    atlas.notice(atlas.text('map.undrawn').replace('{towns}', names), f.id);
  }

  // ---- the fragment of the address -----------------------------------------------------------------

  /** Put the view into the address. */
  write() {
    const {atlas} = this;
    if (!atlas.applied) return;
    const {lat, lng} = atlas.map.getCenter();
    const hash = atlas.state.visit ? '' : fragmentOf(atlas.map.getZoom(), lat, lng, atlas.compare?.fragment);
    if (window.location.hash !== hash) replaceFragment(hash);
  }

  /** Show the view that the address names; whether it names one. */
  #take() {
    const found = readFragment(window.location.hash);
    if (!found) return false;
    this.compared = found.compared;
    this.atlas.map.setView([found.lat, found.lon], found.zoom, {animate: false});
    return true;
  }
}
