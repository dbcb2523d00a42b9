// Geometry on the screen: which features lie under a point. Coordinates are Leaflet's pixels at zoom 0,
// projected once; a test at any zoom only scales its tolerance.

/**
 * @import {AreaFeature, DrawnFeature, Feature, Geometry, Layer, Leaflet, PointFeature, State,
 *   XY} from '../types.d.ts'
 */

/**
 * The points, lines and polygons of a geometry, projected.
 *
 * @param {Geometry} geometry
 * @param {(position: number[]) => XY} project
 * @returns {{points?: XY[], lines?: XY[][], polygons?: XY[][][]}}
 */
const flatten = (geometry, project) => {
  /** @param {number[][]} positions */
  const line = positions => positions.map(project);
  switch (geometry.type) {
    case 'Point':
      return {points: [project(geometry.coordinates)]};
    case 'MultiPoint':
      return {points: line(geometry.coordinates)};
    case 'LineString':
      return {lines: [line(geometry.coordinates)]};
    case 'MultiLineString':
      return {lines: geometry.coordinates.map(line)};
    case 'Polygon':
      return {polygons: [geometry.coordinates.map(line)]};
    case 'MultiPolygon':
      return {polygons: geometry.coordinates.map(rings => rings.map(line))};
    default:
      throw new Error(`geometry ${/** @type {{type: string}} */ (geometry).type} is not drawn`);
  }
};

/** @param {XY[]} ring */
const ringArea = ring => {
  let sum = 0;
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++)
    sum += (ring[j][0] - ring[i][0]) * (ring[j][1] + ring[i][1]);
  return Math.abs(sum / 2);
};

/** @type {(point: XY, from: XY, to: XY) => number} */
export const segmentDistance = ([x, y], [ax, ay], [bx, by]) => {
  const dx = bx - ax;
  const dy = by - ay;
  const length = dx * dx + dy * dy;
  const t = length ? Math.max(0, Math.min(1, ((x - ax) * dx + (y - ay) * dy) / length)) : 0;
  return Math.hypot(x - ax - t * dx, y - ay - t * dy);
};

/** @type {(point: XY, ring: XY[]) => boolean} */
export const inRing = ([x, y], ring) => {
  let inside = false;
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
    const [xi, yi] = ring[i];
    const [xj, yj] = ring[j];
    if (yi > y !== yj > y && x < ((xj - xi) * (y - yi)) / (yj - yi) + xi) inside = !inside;
  }
  return inside;
};

/** @type {(a: XY, b: XY, c: XY) => number} */
const turn = ([ax, ay], [bx, by], [cx, cy]) => Math.sign((bx - ax) * (cy - ay) - (by - ay) * (cx - ax));
/** @type {(a: XY, b: XY, c: XY, d: XY) => boolean} */
const cross = (a, b, c, d) => turn(a, b, c) !== turn(a, b, d) && turn(c, d, a) !== turn(c, d, b);

/**
 * Whether edges of a ring (its first point not repeated) cross or touch, but for neighbours at their corner.
 *
 * @param {XY[]} ring
 */
export const crossing = ring =>
  ring.length > 3 &&
  ring.some((a, i) =>
    ring.some(
      (c, j) =>
        j > i + 1 && !(i === 0 && j === ring.length - 1) && cross(a, ring[i + 1], c, ring[(j + 1) % ring.length]),
    ),
  );

/**
 * Whether a line crosses the edge of a box [west, north, east, south].
 *
 * @type {(line: XY[], box: [number, number, number, number]) => boolean}
 */
export const crossesBox = (line, [w, n, e, s]) => {
  /** @type {XY[]} */
  const corners = [
    [w, n],
    [e, n],
    [e, s],
    [w, s],
  ];
  return line.some((p, i) => i > 0 && corners.some((corner, j) => cross(line[i - 1], p, corner, corners[(j + 1) % 4])));
};

export class Shape {
  /**
   * In a tray: how many pixels of the screen each point's symbol stands off its point.
   *
   * @type {XY[] | undefined}
   */
  offsets;
  /**
   * In a tray: whether it is folded, by point.
   *
   * @type {boolean[] | undefined}
   */
  folded;

  /**
   * @param {L.Map} map
   * @param {Geometry} geometry
   */
  constructor(map, geometry) {
    const parts = flatten(geometry, ([lon, lat]) => {
      const p = map.project([lat, lon], 0);
      return [p.x, p.y];
    });
    this.points = parts.points ?? [];
    this.lines = parts.lines ?? [];
    this.polygons = parts.polygons ?? [];
    const all = [...this.points, ...this.lines.flat(), ...this.polygons.flat(2)];
    const xs = all.map(p => p[0]);
    const ys = all.map(p => p[1]);
    /** @type {[number, number, number, number]} west, north, east, south */
    this.box = [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
    // "smallest first": points, then lines by extent, then polygons by area
    this.rank = this.points.length ? 0 : this.lines.length ? 1 : 2;
    this.size = this.polygons.length
      ? this.polygons.reduce((sum, rings) => sum + ringArea(rings[0]), 0)
      : Math.hypot(this.box[2] - this.box[0], this.box[3] - this.box[1]);
  }

  /**
   * Whether it reaches into a box [west, north, east, south].
   *
   * @param {[number, number, number, number]} box
   */
  meets([w, n, e, s]) {
    /** @type {(point: XY) => boolean} */
    const inside = ([x, y]) => x >= w && x <= e && y >= n && y <= s;
    /** @type {(line: XY[]) => boolean} */
    const crosses = line => crossesBox(line, [w, n, e, s]);
    return (
      this.points.some(inside) ||
      this.lines.some(line => line.some(inside) || crosses(line)) ||
      this.polygons.some(rings => rings[0].some(inside) || crosses(rings[0]) || this.hit([(w + e) / 2, (n + s) / 2], 0))
    );
  }

  /**
   * How far the nearest of its lines is from a point.
   *
   * @param {XY} point
   */
  distance(point) {
    let least = Infinity;
    for (const line of this.lines)
      for (let i = 1; i < line.length; i++) least = Math.min(least, segmentDistance(point, line[i - 1], line[i]));
    return least;
  }

  /**
   * Whether it is hit at a point; a symbol in a tray is hit where it stands, one in a folded tray by its button.
   *
   * @param {XY} point
   * @param {number} tolerance
   */
  hit(point, tolerance, scale = 0) {
    const [x, y] = point;
    const [w, n, e, s] = this.box;
    const {offsets, folded} = this;
    if (offsets)
      return this.points.some(
        ([px, py], i) =>
          !folded?.[i] && Math.hypot(px + offsets[i][0] * scale - x, py + offsets[i][1] * scale - y) <= 9 * scale,
      );
    if (x < w - tolerance || x > e + tolerance || y < n - tolerance || y > s + tolerance) return false;
    return (
      this.points.some(p => Math.hypot(p[0] - x, p[1] - y) <= tolerance) ||
      this.lines.some(line => line.some((p, i) => i > 0 && segmentDistance(point, line[i - 1], p) <= tolerance)) ||
      this.polygons.some(rings => inRing(point, rings[0]) && !rings.slice(1).some(hole => inRing(point, hole)))
    );
  }
}

/** @type {(f: Feature) => f is DrawnFeature} */
export const isDrawn = f => f.geometry !== null;

/**
 * @param {Feature} f
 * @returns {f is PointFeature}
 */
export const isPoint = f => f.style?.shape === 'point';

/**
 * @param {Feature} f
 * @returns {f is AreaFeature}
 */
export const isArea = f => f.style?.shape === 'area';

// A symbol that was hit is meant; then what the page is about; the township, which lies under everything, last
// (on the page about towns it is one area among others).
/** @type {(f: DrawnFeature, theme: string | null, towns: boolean) => number} */
const group = (f, theme, towns) => {
  if (f.layer.id === 'townships') return towns ? 2 : 3;
  if (f.shape.points.length) return 0;
  return theme && f.layer.definition.theme === theme ? 1 : 2;
};

/**
 * Order of what lies at one place: points, then the page's own theme, then the others; in each of them lines before
 * areas, of points and lines the plan's before those of the network, near lines before far ones, and small areas first.
 *
 * @param {Pick<State, 'theme' | 'focus'>} state
 * @param {(f: DrawnFeature) => number} [away] how far away a line is
 * @returns {(a: DrawnFeature, b: DrawnFeature) => number}
 */
export const byMeaning =
  ({theme, focus}, away = () => 0) =>
  (a, b) =>
    group(a, theme, focus === 'towns') - group(b, theme, focus === 'towns') ||
    a.shape.rank - b.shape.rank ||
    (a.shape.rank < 2 ? Number(a.layer.definition.context) - Number(b.layer.definition.context) : 0) ||
    away(a) - away(b) ||
    a.shape.size - b.shape.size;

/**
 * The features shown at a place of a map, the likeliest first; `reach` is in px.
 *
 * @param {L.Map} map
 * @param {Layer[]} layers
 * @param {L.LatLng} latlng
 * @param {number} reach
 * @param {Pick<State, 'theme' | 'focus'>} state
 */
export const featuresAt = (map, layers, latlng, reach, state) => {
  const p = map.project(latlng, 0);
  const scale = 1 / 2 ** map.getZoom();
  // to 2 px: of lines side by side the shorter one is meant
  /** @param {DrawnFeature} f */
  const away = f => (f.shape.lines.length ? Math.round(f.shape.distance([p.x, p.y]) / scale / 2) : 0);
  return layers
    .filter(layer => layer.visible && layer.definition.interactive)
    .flatMap(layer => [
      ...layer.features.filter(isDrawn).filter(f => f.shown && f.shape.hit([p.x, p.y], reach * scale, scale)),
      ...(layer.tiles?.at([p.x, p.y], reach * scale) ?? []),
    ])
    .sort(byMeaning(state, away));
};

/**
 * The coordinates of a point or of several.
 *
 * @param {PointFeature['geometry']} geometry
 */
export const positions = ({type, coordinates}) => (type === 'Point' ? [coordinates] : coordinates);

/**
 * A line or an area as a path of Leaflet.
 *
 * @param {Leaflet} L
 * @param {Geometry} geometry
 */
export const pathOf = (L, geometry) => {
  const layer = L.GeoJSON.geometryToLayer({type: 'Feature', geometry, properties: {}});
  return /** @type {L.Polyline} */ (layer); // a polygon is one as well
};

/**
 * Have a path take its points on the screen from another one of the same geometry and renderer, which is drawn before
 * it: to project and simplify them takes longer than to draw them. (These are inner parts of Leaflet's paths.)
 *
 * @type {(path: L.Polyline, first: L.Polyline) => void}
 */
export const shareThePoints = (path, first) => {
  /** @typedef {{_map?: L.Map, _rings: unknown, _rawPxBounds: unknown, _parts: unknown}} Points */
  const source = /** @type {Points} */ (/** @type {unknown} */ (first));
  /** @typedef {Points & {_updateBounds: () => void, _updatePath: () => void}} Inner */
  Object.assign(path, {
    /** @this {Inner} */
    _project() {
      this._rings = source._rings;
      this._rawPxBounds = source._rawPxBounds;
      this._updateBounds();
    },
    /** @this {Inner} */
    _update() {
      if (!this._map) return;
      this._parts = source._parts;
      this._updatePath();
    },
  });
};

/**
 * The bounds of features; round a point so much that one sees where it is, round a town-level one the town.
 *
 * @param {Leaflet} L
 * @param {DrawnFeature[]} features
 */
export const boundsOf = (L, features) =>
  features.reduce(
    (bounds, f) =>
      bounds.extend(
        isPoint(f)
          ? positions(f.geometry).reduce(
              (all, [lon, lat]) =>
                all.extend(L.latLng(lat, lon).toBounds(f.properties.precision === 'town' ? 9000 : 2500)),
              L.latLngBounds([]),
            )
          : pathOf(L, f.geometry).getBounds(),
      ),
    L.latLngBounds([]),
  );

/**
 * The area whose middle is nearest to a point, in Leaflet's pixels at zoom 0.
 *
 * @type {(areas: AreaFeature[], point: XY) => AreaFeature | undefined}
 */
export const nearestArea = (areas, [x, y]) => {
  /** @param {AreaFeature} area */
  const far = area => {
    const [w, n, e, s] = area.shape.box;
    return Math.hypot((w + e) / 2 - x, (n + s) / 2 - y);
  };
  return areas.toSorted((a, b) => far(a) - far(b))[0];
};
