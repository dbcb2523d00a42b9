// Drawing a line or an area on the map, point by point, by mouse, finger or keys. The map can still be
// moved and zoomed meanwhile; its own clicks (cards, towns) are silent.

import {TOUCH} from '../device.js';
import {button, closest, element} from '../dom.js';
import {crossing} from '../map/spatial.js';
import './styles.js';

/** @import {Atlas, DrawActs, DrawKind, Place, XY} from '../types.d.ts' */

const MOST = 100; // points: more would not fit in an address
const NEAR = TOUCH ? 18 : 9; // px: a click within this distance of a point means the point
const LEAST = {line: 2, polygon: 3};

/**
 * Add a bar at the foot of the map with a status text (`said`) and buttons; `remove` removes it.
 *
 * @param {Atlas} atlas
 * @param {HTMLElement[]} buttons
 */
export const bar = (atlas, ...buttons) => {
  const said = element('div', 'said');
  const node = element('div', 'atlas-bar', said, element('div', 'acts', ...buttons));
  said.setAttribute('role', 'status');
  (atlas.shapes.bars ??= atlas.frame.appendChild(element('div', 'atlas-bars'))).append(node);
  return {said, node, remove: () => node.remove()};
};

/**
 * Draw on the map of `atlas`; a drawing in progress is cancelled.
 *
 * kind: `line` or `polygon`. A double click, Enter, or a click on the last point (of a polygon: on the first as
 * well) ends it; Esc cancels; Backspace removes the last point; with the keyboard alone, arrows move the map
 * and Space adds a point at its centre. Points can be dragged. A polygon whose edges cross cannot be ended.
 *
 * onChange(points, loose): after every change. `points` are [longitude, latitude]; `loose` is the
 *   pointer's position or `null`. The node that it returns is shown in the bar.
 * onEnd(points): the finished shape; a polygon's first point is not repeated.
 * onCancel(): the drawing was cancelled.
 *
 * Returns {cancel}. The drawing is removed from the map at the end; the caller draws the result.
 *
 * @type {(atlas: Atlas, kind: DrawKind, acts?: DrawActs) => Drawing}
 */
export const draw = (atlas, kind, acts = {}) => {
  atlas.drawing?.cancel();
  atlas.shapes.giveUp?.();
  return (atlas.drawing = new Drawing(atlas, kind, acts));
};

export class Drawing {
  /** @type {L.LatLng[]} */
  points = [];
  /** @type {L.Marker[]} one for each point */
  markers = [];
  /** @type {L.LatLng | null} where the pointer is */
  loose = null;
  /** @type {XY | null} where it was pressed */
  down = null;
  byKeys = false; // whether the reader draws with the keyboard
  frame = 0;

  /**
   * @param {Atlas} atlas
   * @param {DrawKind} kind
   * @param {DrawActs} acts
   */
  constructor(atlas, kind, acts) {
    this.atlas = atlas;
    this.kind = kind;
    this.acts = acts;
    const {L, map, canvas, config} = atlas;
    const {drawn: color} = config.mark;
    if (!map.getPane('draw')) map.createPane('draw').style.zIndex = '640';
    const renderer = (atlas.shapes.renderer ??= L.svg({pane: 'draw', padding: 0.5}));
    /** @type {L.PolylineOptions} */
    const options = {renderer, interactive: false, fill: false, lineJoin: 'round'};
    this.casing = L.polyline([], {...options, color: '#ffffff', weight: 5, opacity: 0.9});
    this.edge = L.polyline([], {...options, color, weight: 2.4});
    this.rubber = L.polyline([], {...options, color, weight: 1.8, dashArray: '4 5'});
    this.area = L.polygon([], {...options, stroke: false, fill: true, fillColor: color, fillOpacity: 0.1});
    this.group = L.layerGroup([this.area, this.casing, this.edge, this.rubber]).addTo(map);
    map.doubleClickZoom.disable();
    map.closePopup();
    canvas.classList.add('pointing');
    this.bar = bar(
      atlas,
      (this.undoButton = button('', atlas.text('map.draw.undo'), () => this.undo())),
      (this.endButton = button('', atlas.text('map.draw.end'), () => this.end())),
      button('', atlas.text('map.draw.cancel'), () => this.cancel()),
    );
    this.hint = element('p', 'hint');
    this.bar.said.setAttribute('aria-live', 'polite');
    /** @type {L.LeafletEventHandlerFnMap} */
    this.on = {
      click: event => this.#click(event),
      mousemove: event => {
        if (!TOUCH) {
          this.loose = event.latlng;
          this.#soon();
        }
      },
      mouseout: () => {
        this.loose = null;
        this.#soon();
      },
    };
    map.on(this.on);
    /** @param {PointerEvent} event */
    this.onDown = event => {
      this.down = [event.clientX, event.clientY];
      this.#useKeys(false);
    };
    /** @param {KeyboardEvent} event */
    this.onKey = event => this.#key(event);
    canvas.addEventListener('pointerdown', this.onDown, true);
    document.addEventListener('keydown', this.onKey, true);
    canvas.focus({preventScroll: true});
    this.#useKeys(canvas.matches(':focus-visible')); // whoever chose the tool by keyboard draws with it too
    this.#show();
  }

  // ---- points ----------------------------------------------------------------------------------------

  /** @param {L.LeafletMouseEvent} event */
  #click({latlng, originalEvent: {clientX, clientY}}) {
    if (this.down && Math.hypot(clientX - this.down[0], clientY - this.down[1]) > 5) return; // a drag, no click
    /** @param {L.LatLng | undefined} point */
    const near = point => point && this.#pixels(point).distanceTo(this.#pixels(latlng)) <= NEAR;
    if (near(this.points.at(-1)) || (this.kind === 'polygon' && near(this.points[0]))) this.end();
    else this.#add(latlng);
  }

  /** @param {L.LatLng} latlng */
  #pixels(latlng) {
    return this.atlas.map.latLngToContainerPoint(latlng);
  }

  /** @param {L.LatLng} latlng */
  #add(latlng) {
    if (this.points.length >= MOST) return;
    const {L} = this.atlas;
    const icon = L.divIcon({className: 'draw-point', iconSize: [2 * NEAR, 2 * NEAR]});
    const marker = L.marker(latlng, {pane: 'draw', icon, draggable: true, keyboard: false, autoPan: true});
    marker.on('drag', () => {
      this.points[this.markers.indexOf(marker)] = marker.getLatLng();
      this.loose = null;
      this.#soon();
    });
    marker.on('click', () => {
      const at = this.markers.indexOf(marker);
      if (at === this.points.length - 1 || (at === 0 && this.kind === 'polygon')) this.end();
    });
    this.points.push(latlng);
    this.markers.push(marker);
    this.group.addLayer(marker);
    this.#show();
  }

  /** Remove the last point. */
  undo() {
    this.points.pop();
    const marker = this.markers.pop();
    if (marker) this.group.removeLayer(marker);
    this.#show();
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (closest(event, 'input, textarea, select, [contenteditable]')) return;
    const pressed = closest(event, 'button, a, summary') && (event.key === 'Enter' || event.key === ' ');
    /** @type {Record<string, () => void>} */
    const acts = {
      Escape: () => this.cancel(),
      Enter: () => this.end(),
      Backspace: () => this.undo(),
      ' ': () => {
        this.#useKeys(true);
        this.#add(this.atlas.map.getCenter());
      },
    };
    const act = acts[event.key];
    if (event.key.startsWith('Arrow')) this.#useKeys(true);
    if (!act || pressed) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  }

  /**
   * Show the cross at the map's centre, where Space adds a point, and the hint for the keyboard; or neither.
   *
   * @param {boolean} on
   */
  #useKeys(on) {
    if (on === this.byKeys) return;
    this.byKeys = on;
    this.atlas.canvas.classList.toggle('by-keys', on);
    this.#soon();
  }

  // ---- display ---------------------------------------------------------------------------------------

  #soon() {
    cancelAnimationFrame(this.frame);
    this.frame = requestAnimationFrame(() => this.#show());
  }

  get #ready() {
    return this.points.length >= LEAST[this.kind];
  }
  get #crosses() {
    return (
      this.kind === 'polygon' &&
      crossing(
        this.points.map(at => {
          const {x, y} = this.atlas.map.project(at, 0);
          return [x, y];
        }),
      )
    );
  }

  #show() {
    const {points, loose, kind, atlas} = this;
    const ring = kind === 'polygon' && points.length > 2;
    const line = ring ? [...points, points[0]] : points;
    this.casing.setLatLngs(line);
    this.edge.setLatLngs(line);
    this.area.setLatLngs(ring ? points : []);
    const last = points.at(-1);
    this.rubber.setLatLngs(loose && last ? [last, loose, ...(ring ? [points[0]] : [])] : []);
    const crosses = this.#crosses;
    const pointed = TOUCH ? 'map.draw.touch' : `map.draw.go_on_${kind}`;
    const hints = this.byKeys
      ? {begin: 'map.draw.keys_begin', goOn: 'map.draw.keys_go_on'}
      : {begin: `map.draw.begin_${kind}`, goOn: pointed};
    this.hint.textContent = atlas.text(crosses ? 'map.draw.crossing' : points.length ? hints.goOn : hints.begin);
    this.hint.classList.toggle('wrong', crosses);
    this.undoButton.disabled = !points.length;
    this.endButton.disabled = !this.#ready || crosses;
    const said = this.acts.onChange?.(points.map(lonLat), loose && lonLat(loose));
    this.bar.said.replaceChildren(...(said ? [said] : []), this.hint);
  }

  // ---- the end ---------------------------------------------------------------------------------------

  /** Finish, if there are enough points and no edges cross. */
  end() {
    if (!this.#ready || this.#crosses) return;
    const points = this.points.map(lonLat);
    this.#leave();
    this.acts.onEnd?.(points);
  }

  /** Cancel the drawing. */
  cancel() {
    this.#leave();
    this.acts.onCancel?.();
  }

  #leave() {
    const {
      atlas,
      atlas: {map, canvas},
    } = this;
    if (atlas.drawing === this) atlas.drawing = null;
    atlas.drewBox = Date.now(); // the click that ends a drawing must not act on the map
    cancelAnimationFrame(this.frame);
    map.off(this.on);
    canvas.removeEventListener('pointerdown', this.onDown, true);
    document.removeEventListener('keydown', this.onKey, true);
    canvas.classList.remove('pointing', 'by-keys');
    this.group.remove();
    this.bar.remove();
    // the second click of a double click ends a drawing, and the event of the double click follows
    setTimeout(() => {
      if (!atlas.drawing) map.doubleClickZoom.enable();
    }, 400);
  }
}

/** @type {(at: L.LatLng) => Place} */
const lonLat = ({lat, lng}) => [lng, lat];
