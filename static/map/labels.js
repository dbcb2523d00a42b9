// Names on the map. They are placed one by one by priority, never over another name, and off the lines where there
// is room; they are placed again after every move, so that zooming in shows more of them.

import {onScreen} from '../dom.js';
import {forms, labelLook, wantedLabels} from './labelchoice.js';
import {arrowheads, cellsOf, furniture} from './labelobstacles.js';
import {Grid} from './occupancy.js';
import {isArea, isPoint, nearestArea} from './spatial.js';

/** @import {AreaFeature, Box, DrawnFeature, Feature, Lang, Layer, Style} from '../types.d.ts' */
/** @import {Cells} from './occupancy.js' */
/** @import {LabelRules, ToPane, Trays, Wanted, XY} from '../types.d.ts' */
/**
 * @typedef {{at: XY, spots: XY[], gap: number, run?: XY[] | null}} Anchor where a name may stand
 * @typedef {{x: number, y: number, box: Box, cost: number}} Spotted where it stands
 * @typedef {Wanted & Spotted} Placed
 */

const RING = 8; // px that the ring round a symbol, or its tray, takes beside it

/** Where a name is looked at, in shares of its width and height: its ends first. @type {XY[]} */
const SAMPLES = [-0.46, 0.46, -0.23, 0.23, 0].flatMap(x => [-0.3, 0.3].map(y => /** @type {XY} */ ([x, y])));

export class Labels {
  /** @type {Layer[] | undefined} */
  layers;
  /** @type {Lang} */
  language = 'zh';
  /** @type {string | null} */
  selected = null;
  /** @type {Map<string, [number, number]>} width and height, px */
  sizes = new Map();
  /** @type {Map<string, {node: HTMLElement, f: Feature, text: string, chosen: boolean, language: Lang, box?: Box}>} */
  shown = new Map();
  /** @type {WeakMap<AreaFeature, XY[]>} points within areas */
  inner = new WeakMap();
  /** @type {AreaFeature[]} areas with names, during a placement */
  areas = [];
  grown = 1;
  /** @type {Set<string>} ids of what a search has found */
  hits = new Set();
  /** @type {Set<string> | null} ids of what alone has names besides the base; `null`: everything */
  only = null;
  frame = 0;
  waiting = false; // for a change to be on the screen

  /**
   * @param {L.Map} map
   * @param {Trays} trays
   * @param {LabelRules} rules
   */
  constructor(map, trays, rules) {
    this.map = map;
    this.trays = trays;
    this.rules = rules;
    this.pane = map.createPane('labels');
    this.pane.classList.add('leaflet-zoom-hide');
    this.pane.style.zIndex = '600';
    this.pane.style.pointerEvents = 'none';
    map.on('moveend zoomend resize', () => this.soon());
  }

  /** @type {(layers: Layer[], language: Lang, selected: string | null) => void} */
  set(layers, language, selected) {
    Object.assign(this, {layers, language, selected});
    for (const [key, {node, f, language: written}] of this.shown)
      if (!f.shown || written !== language) {
        node.remove();
        this.shown.delete(key);
      }
    if (this.waiting) return;
    this.waiting = true; // places are found once the change is on the screen: they take longer than it
    onScreen().then(() => {
      this.waiting = false;
      this.soon();
    });
  }

  // Once a frame, however often map and state changed in it.
  soon() {
    if (this.waiting) return;
    cancelAnimationFrame(this.frame);
    this.frame = requestAnimationFrame(() => this.place());
  }

  place() {
    if (!this.layers) return;
    const zoom = this.map.getZoom();
    const {growth, placing} = this.rules;
    this.grown = growth.steps.findLast(([level]) => zoom >= level)?.[1] ?? 1; // names of areas grow as one comes nearer
    this.pane.style.setProperty('--grown', String(this.grown));
    const view = this.map.getPixelBounds();
    const [min, max] = [view.getTopLeft(), view.getBottomRight()];
    const origin = this.map.getPixelOrigin();
    const scale = 2 ** zoom;
    /** @type {ToPane} */
    const toPane = ([x, y]) => [x * scale - origin.x, y * scale - origin.y];
    const seen = {w: min.x - origin.x, n: min.y - origin.y, e: max.x - origin.x, s: max.y - origin.y};
    const {layers, language, selected, hits, only} = this;
    const wanted = wantedLabels(layers, zoom, language, selected, placing.selected, hits, only);
    this.#measure(wanted.flatMap(item => forms(item, language)));
    this.areas = this.#features('area').filter(f => this.#named(f));
    const taken = new Grid(64);
    const drawnLines = this.#features('line');
    for (const box of [...furniture(this.map), ...this.trays.taken, ...arrowheads(drawnLines, toPane)]) taken.put(box);
    const lines = cellsOf(drawnLines, toPane, seen);
    for (const f of this.#features('point'))
      if (!f.shape.offsets) for (const point of f.shape.points) lines.add(...toPane(point), placing.symbol);
    /** @type {Map<string, Placed>} */
    const placed = new Map();
    for (const item of wanted) {
      const given = forms(item, language);
      const fits = item.style === 'area' || item.style === 'county';
      const options = this.#inOrder(given).map(form => ({form, fits}));
      // what is asked for has its name even where that does not fit
      if (item.style === 'area' && (item.chosen || item.beside || hits.has(item.f.id)))
        options.push(...given.toReversed().map(form => ({form, fits: false})));
      for (const {form, fits: must} of options) {
        const spot = this.#spot(form, toPane, seen, taken, lines, must);
        if (!spot) continue;
        taken.put(spot.box);
        placed.set(item.key, {...form, ...spot});
        break;
      }
    }
    this.#render(placed);
  }

  /**
   * The visible features of a shape.
   *
   * @template {Style['shape']} Name
   * @param {Name} shape
   */
  #features(shape) {
    const all = (this.layers ?? []).flatMap(layer => [...layer.features, ...(layer.tiles?.largest() ?? [])]);
    const found = all.filter(f => f.shown && f.style?.shape === shape);
    return /** @type {Extract<DrawnFeature, {style: {shape: Name}}>[]} */ (found);
  }

  /**
   * The feature whose name is written at a place.
   *
   * @param {L.LatLng} latlng
   */
  at(latlng) {
    const {x, y} = this.map.latLngToLayerPoint(latlng);
    const found = [...this.shown.values()].find(({box}) => box && x > box.w && x < box.e && y > box.n && y < box.s);
    return found?.f.layer.definition.interactive ? found.f : null;
  }

  /** @param {Wanted} item */
  #sizeKey(item) {
    return `${item.style}/${item.kind}/${item.text}/${this.language}/${this.grown}/${item.chosen}`;
  }

  // Measure the names that have no size yet, all at once: each reading in between would lay the page out anew.
  /** @param {Wanted[]} items */
  #measure(items) {
    /** @type {Map<string, HTMLElement>} */
    const fresh = new Map();
    for (const item of items) {
      const key = this.#sizeKey(item);
      if (this.sizes.get(key) || fresh.has(key)) continue;
      const node = this.#node(item);
      node.style.visibility = 'hidden';
      fresh.set(key, node);
    }
    if (!fresh.size) return;
    this.pane.append(...fresh.values());
    for (const [key, node] of fresh) this.sizes.set(key, [node.offsetWidth, node.offsetHeight]);
    for (const node of fresh.values()) node.remove();
  }

  /** @type {(item: Wanted) => [number, number]} */
  #size(item) {
    return this.sizes.get(this.#sizeKey(item)) ?? [0, 0];
  }

  // In one line where there is room; but a long name of a point would end far from its symbol.
  /** @param {Wanted[]} given in one line, and in two where it can be broken */
  #inOrder(given) {
    const [one] = given;
    const {size} = labelLook(this.rules, one);
    const long = one.style === 'point' && this.#size(one)[0] > this.rules.placing.long * size;
    return long ? given.toReversed() : given;
  }

  /** @param {Wanted} item */
  #node(item) {
    const node = document.createElement('div');
    node.className = `atlas-label ${item.style} kind-${item.kind}${item.chosen ? ' chosen' : ''}${item.text.includes('\n') ? ' broken' : ''}`;
    node.lang = this.language;
    node.textContent = item.text;
    const {size, colour, ground} = labelLook(this.rules, item);
    const grows = this.rules.growth.styles.includes(item.style) && !item.chosen;
    const grown = grows ? `calc(${size}px * var(--grown, 1))` : `${size}px`;
    node.style.fontSize = `max(${grown}, var(--least-on-map))`;
    node.style.color = colour;
    if (ground) node.style.background = ground;
    return node;
  }

  /** @type {(item: Wanted, toPane: ToPane, seen: Box) => Anchor | null} */
  #anchor(item, toPane, seen) {
    const {f} = item;
    const {spots, placing} = this.rules;
    if (isPoint(f)) {
      const [x, y] = toPane(f.shape.points[0]);
      const [dx, dy] = f.shape.offsets?.[0] ?? [0, 0];
      const ring = this.only?.has(f.id) ? RING : 0;
      return {at: [x + dx, y + dy], spots: spots.point, gap: f.style.size + placing.gap + ring};
    }
    if (isArea(f)) {
      if (!f.properties.label_point) return null;
      const [lon, lat] = f.properties.label_point;
      const q = this.map.latLngToLayerPoint([lat, lon]);
      return {
        at: [q.x, q.y],
        spots: [...spots.area, ...(item.style === 'town' ? spots.town : item.style === 'area' ? spots.beside : [])],
        gap: 0,
        run: this.#inside(f, [q.x, q.y], toPane),
      };
    }
    // a line: the middle of its longest part in view
    /** @type {XY[] | null} */
    let best = null;
    for (const line of f.shape.lines) {
      /** @type {XY[]} */
      let run = [];
      for (const point of [...line.map(toPane), null]) {
        const inside = point && point[0] > seen.w && point[0] < seen.e && point[1] > seen.n && point[1] < seen.s;
        if (inside) {
          run.push(point);
          continue;
        }
        if (run.length > (best?.length ?? 0)) best = run;
        run = [];
      }
    }
    if (!best) return null;
    return {
      at: best[Math.floor(best.length / 2)],
      spots: item.style === 'shield' ? spots.shield : spots.line,
      gap: placing.line_gap,
      run: best,
    };
  }

  // Where the name of an area may stand: its middle, then a grid of points within it, nearest first.
  /** @type {(f: AreaFeature, middle: XY, toPane: ToPane) => XY[]} */
  #inside(f, middle, toPane) {
    const known = this.inner.get(f) ?? this.#grid(f, this.#place(...middle));
    this.inner.set(f, known);
    return [middle, ...known.map(toPane)];
  }

  // The grid of points within an area, those nearest to its middle first, in Leaflet's pixels at zoom 0.
  /** @type {(f: AreaFeature, middle: XY) => XY[]} */
  #grid(f, middle) {
    const [w, n, e, s] = f.shape.box;
    /** @type {XY[]} */
    const points = [];
    for (let i = 1; i < 8; i++)
      for (let j = 1; j < 8; j++) {
        /** @type {XY} */
        const point = [w + ((e - w) * i) / 8, n + ((s - n) * j) / 8];
        if (f.shape.hit(point, 0)) points.push(point);
      }
    /** @param {XY} point */
    const far = ([x, y]) => Math.hypot(x - middle[0], y - middle[1]);
    return points.sort((a, b) => far(a) - far(b));
  }

  /** @param {Feature} f */
  #named(f) {
    const zoom = this.map.getZoom();
    return (
      !f.layer.definition.context &&
      f.layer.definition.labels.some(
        label =>
          zoom >= label.min_zoom &&
          zoom <= label.max_zoom &&
          (!label.kinds.length || label.kinds.includes(f.properties.kind)),
      )
    );
  }

  /** @type {(x: number, y: number) => XY} */
  #place(x, y) {
    const origin = this.map.getPixelOrigin();
    const scale = 2 ** this.map.getZoom();
    return [(x + origin.x) / scale, (y + origin.y) / scale];
  }

  /** @type {(f: DrawnFeature, x: number, y: number) => boolean} */
  #within(f, x, y) {
    return f.shape.hit(this.#place(x, y), 0);
  }

  // Whether enough of a name lies within its area, and none of it on a smaller area with a name, whose it would seem.
  /** @type {(f: DrawnFeature, x: number, y: number, w: number, h: number) => boolean} */
  #fits(f, x, y, w, h) {
    let out = SAMPLES.length * (1 - this.rules.placing.inside);
    for (const [dx, dy] of SAMPLES) if (!this.#within(f, x + dx * w, y + dy * h) && --out < 0) return false;
    return ![-0.15, 0, 0.15].some(dx => this.#smaller(f, x + dx * w, y));
  }

  /** @type {(f: DrawnFeature, x: number, y: number) => boolean} */
  #smaller(f, x, y) {
    const point = this.#place(x, y);
    return this.areas.some(
      other =>
        other !== f &&
        other.layer.definition.theme === f.layer.definition.theme &&
        other.shape.size < f.shape.size * 0.9 &&
        other.shape.hit(point, 0),
    );
  }

  // Whether a name at a place would seem to be that of another area: of the next town or county, which fill the map, or
  // of one of the same kind that is nearer.
  /** @type {(item: Wanted, x: number, y: number) => boolean} */
  #strays({f, style}, x, y) {
    if (this.#within(f, x, y)) return false;
    if (style !== 'area') return true;
    const alike = this.areas.filter(other => other.layer === f.layer && other.properties.kind === f.properties.kind);
    return nearestArea(alike, this.#place(x, y)) !== f;
  }

  // Where a name can stand; `mustFit`: within its area.
  /** @type {(item: Wanted, toPane: ToPane, seen: Box, taken: Grid, lines: Cells, fit: boolean) => Spotted | null} */
  #spot(item, toPane, seen, taken, lines, mustFit) {
    const anchor = this.#anchor(item, toPane, seen);
    if (!anchor) return null;
    const [w, h] = this.#size(item);
    const {gap, run} = anchor;
    const {costs, placing, spots} = this.rules;
    const area = item.f.style.shape === 'area';
    const asked = item.chosen || this.hits.has(item.f.id);
    const anchors = area
      ? (run ?? [anchor.at])
      : run && run.length > 8
        ? placing.along.map(t => run[Math.floor(t * (run.length - 1))])
        : [anchor.at];
    const [west, , east] = item.f.shape.box;
    const broad = (east - west) * 2 ** this.map.getZoom();
    const small = broad < placing.small * w;
    if (mustFit && broad < w * placing.inside) return null;
    /** @type {Spotted | null} */
    let best = null;
    anchors.forEach(([ax, ay], tried) =>
      anchor.spots.forEach(([dx, dy], order) => {
        // close to where the next anchor's first places are
        if (area && tried && order > 2 && (mustFit || item.style !== 'area')) return;
        if (mustFit && order >= spots.area.length) return;
        const x = ax + dx * (w / 2 + gap);
        const y = ay + dy * (h / 2 + gap);
        const beside = area && order >= spots.area.length;
        const place = order + tried * (area ? costs.later_area : costs.later);
        const cost = place + (beside && item.style === 'area' ? costs.beside : 0);
        if (best && cost >= best.cost) return; // what follows takes longer, and only adds to the cost
        if (beside && item.style === 'area' && !small) return;
        const box = {w: x - w / 2 - 2, n: y - h / 2 - 1, e: x + w / 2 + 2, s: y + h / 2 + 1};
        if (box.w < seen.w || box.e > seen.e || box.n < seen.n || box.s > seen.s || taken.hits(box)) return;
        const whole =
          cost +
          (item.style === 'shield' ? 0 : costs.line * lines.count(box)) +
          (item.style === 'area' && !mustFit && this.#smaller(item.f, x, y) ? costs.covers : 0);
        if (best && whole >= best.cost) return;
        if (mustFit && !this.#fits(item.f, x, y, w, h)) return;
        if (!area || asked || !this.#strays(item, x, y)) best = {x, y, box, cost: whole};
      }),
    );
    return best;
  }

  /** @param {Map<string, Placed>} placed */
  #render(placed) {
    for (const [key, {node}] of this.shown)
      if (!placed.has(key)) {
        node.remove();
        this.shown.delete(key);
      }
    for (const [key, item] of placed) {
      let entry = this.shown.get(key);
      if (!entry || entry.text !== item.text || entry.chosen !== item.chosen || entry.language !== this.language) {
        entry?.node.remove();
        entry = {node: this.#node(item), f: item.f, text: item.text, chosen: item.chosen, language: this.language};
        this.pane.append(entry.node);
        this.shown.set(key, entry);
      }
      Object.assign(entry, {f: item.f, box: item.box});
      entry.node.style.transform = `translate(${Math.round(item.x)}px, ${Math.round(item.y)}px) translate(-50%, -50%)`;
    }
  }
}
