// Canvases side by side that show a layer: as many as the view needs, drawn a few in each frame so that the map can be
// moved meanwhile. Unlike Leaflet's grid they are drawn at the very zoom of the map, which may lie between whole ones.

/** @import {Leaflet} from '../types.d.ts' */
/**
 * `drawn`: for which version.
 *
 * @typedef {{x: number, y: number, node: HTMLCanvasElement, drawn: number, rough: boolean}} Square
 */
/** @typedef {{zoom: number, node: HTMLElement, origin: L.Point, squares: Map<string, Square>}} Level */
/**
 * Draws what lies from x, y (px of the world) on; returns whether it is final, not to be drawn better soon.
 *
 * @typedef {(context: CanvasRenderingContext2D, x: number, y: number, zoom: number) => boolean} Paint
 */

export const SIZE = 256; // px: width and height of a canvas
const BUDGET = 10; // ms that drawing may take of a frame
const RING = 128; // px round the view that are drawn as well
const KEPT = 768; // px round the view beyond which canvases are dropped

export class TileCanvas {
  /** @type {Level[]} the last one is that of the map's zoom */
  levels = [];
  version = 1; // of what is drawn
  on = false;
  ratio = 1; // pixels of the screen in one px
  frame = 0;
  /** @type {[string, (event: any) => void][]} */
  #listeners = [
    ['move', () => this.soon()],
    ['moveend zoomend viewreset', () => this.update()],
    ['zoom', () => this.#follow()],
    ['zoomanim', ({center, zoom}) => this.#transform(center, zoom)],
  ];

  /**
   * @param {Leaflet} L
   * @param {L.Map} map
   * @param {HTMLElement} pane
   * @param {Paint} paint
   */
  constructor(L, map, pane, paint) {
    /** @type {Leaflet} */
    this.L = L;
    /** @type {L.Map} */
    this.map = map;
    /** @type {HTMLElement} */
    this.pane = pane;
    /** @type {Paint} */
    this.paint = paint;
    for (const [names, act] of this.#listeners) map.on(names, act);
  }

  remove() {
    cancelAnimationFrame(this.frame);
    for (const [names, act] of this.#listeners) this.map.off(names, act);
    for (const level of this.levels) level.node.remove();
    this.levels = [];
  }

  /** Whether all that is in view is drawn as well as it can be. */
  get done() {
    const level = this.levels.at(-1);
    if (!this.on) return true;
    return (
      level?.zoom === this.map.getZoom() &&
      !this.#waiting(0).length &&
      ![...level.squares.values()].some(({rough}) => rough)
    );
  }

  /** Draw what was not final once more. */
  refine() {
    for (const square of this.levels.at(-1)?.squares.values() ?? [])
      if (square.rough) Object.assign(square, {rough: false, drawn: 0});
    this.soon();
  }

  /** Draw it all anew; what is in view at once when nothing is drawn yet. */
  redraw() {
    const first = !this.levels.length;
    this.on = true;
    this.version++;
    this.update(first);
  }

  /** Follow the map again. */
  resume() {
    this.on = true;
    this.update();
  }

  soon() {
    this.frame ||= requestAnimationFrame(() => {
      this.frame = 0;
      this.update();
    });
  }

  update(atOnce = false) {
    if (!this.on || this.map._animatingZoom) return;
    const zoom = this.map.getZoom();
    if (this.ratio !== window.devicePixelRatio) Object.assign(this, {ratio: devicePixelRatio, version: ++this.version});
    if (this.levels.at(-1)?.zoom !== zoom) this.#open(zoom);
    this.#follow();
    const start = performance.now();
    if (atOnce) for (const place of this.#waiting(0)) this.#draw(place);
    const waiting = this.#waiting(RING);
    let drawn = 0;
    while (drawn < waiting.length && performance.now() - start < BUDGET) this.#draw(waiting[drawn++]);
    if (drawn < waiting.length) this.soon();
    else this.#settle();
  }

  // A level is shown when it is complete; until then the one before stays, scaled.
  #settle() {
    const level = this.levels.at(-1);
    if (!level) return;
    level.node.style.visibility = '';
    for (const old of this.levels.splice(0, this.levels.length - 1)) old.node.remove();
    const {min, max} = this.#view(KEPT);
    for (const [key, {x, y, node}] of level.squares)
      if ((x + 1) * SIZE < min.x || x * SIZE > max.x || (y + 1) * SIZE < min.y || y * SIZE > max.y) {
        node.remove();
        level.squares.delete(key);
      }
  }

  /** @param {number} zoom */
  #open(zoom) {
    const {L, map} = this;
    const node = L.DomUtil.create('div', 'leaflet-zoom-animated', this.pane);
    Object.assign(node.style, {position: 'absolute', visibility: this.levels.length ? 'hidden' : ''});
    const origin = map.project(map.unproject(map.getPixelOrigin()), zoom).round();
    // only the last complete level stays
    for (const old of this.levels.splice(0, Math.max(0, this.levels.length - 1))) old.node.remove();
    this.levels.push({zoom, node, origin, squares: new Map()});
  }

  #follow() {
    this.#transform(this.map.getCenter(), this.map.getZoom());
  }

  /** @type {(center: L.LatLng, zoom: number) => void} */
  #transform(center, zoom) {
    for (const {node, origin, zoom: own} of this.levels) {
      const scale = this.map.getZoomScale(zoom, own);
      const at = origin.multiplyBy(scale).subtract(this.map._getNewPixelOrigin(center, zoom)).round();
      this.L.DomUtil.setTransform(node, at, scale);
    }
  }

  // Pixels of the world that are in view, and some round it.
  /** @param {number} more */
  #view(more) {
    const {min, max} = this.map.getPixelBounds();
    const by = this.L.point(more, more);
    return {min: /** @type {L.Point} */ (min).subtract(by), max: /** @type {L.Point} */ (max).add(by)};
  }

  /**
   * What must be drawn of the view and of so much round it, the middle first.
   *
   * @param {number} more px
   */
  #waiting(more) {
    const level = this.levels.at(-1);
    if (!level) return [];
    const {min, max} = this.#view(more);
    /** @type {[number, number, number][]} */
    const found = [];
    for (let y = Math.floor(min.y / SIZE); y * SIZE < max.y; y++)
      for (let x = Math.floor(min.x / SIZE); x * SIZE < max.x; x++) {
        if (level.squares.get(`${x}:${y}`)?.drawn === this.version) continue;
        found.push([Math.hypot((x + 0.5) * SIZE - (min.x + max.x) / 2, (y + 0.5) * SIZE - (min.y + max.y) / 2), x, y]);
      }
    return found.sort((a, b) => a[0] - b[0]);
  }

  /** @param {[number, number, number]} place */
  #draw([, x, y]) {
    const level = /** @type {Level} */ (this.levels.at(-1));
    let square = level.squares.get(`${x}:${y}`);
    const {ratio} = this;
    if (!square) {
      const node = document.createElement('canvas');
      Object.assign(node.style, {position: 'absolute', width: `${SIZE}px`, height: `${SIZE}px`});
      this.L.DomUtil.setPosition(node, this.L.point(x * SIZE, y * SIZE).subtract(level.origin));
      square = {x, y, node, drawn: 0, rough: false};
      level.squares.set(`${x}:${y}`, square);
      level.node.append(node);
    }
    Object.assign(square.node, {width: SIZE * ratio, height: SIZE * ratio}); // which clears it
    const context = /** @type {CanvasRenderingContext2D} */ (square.node.getContext('2d'));
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    square.rough = !this.paint(context, x * SIZE, y * SIZE, level.zoom);
    square.drawn = this.version;
  }
}
