// Having the map follow the keyboard through a list: it marks the feature and moves just enough to show it. Nothing is
// selected, and the address keeps its view.

import {locateFeature} from './layer.js';
import {isDrawn, isPoint} from './spatial.js';

/** @import {Atlas, Box, DrawnFeature, Geometry, XY} from '../types.d.ts' */

const MARGIN = 16; // px between a feature and what covers the map
const DURATION = 0.25; // s

let asked = 0; // how often the map was to follow

/** @type {(from: number, to: number, low: number, high: number) => number} */
const shift = (from, to, low, high) => (from < low ? from - low : to > high ? to - high : 0);

/**
 * By how many pixels a view must move to show points within a box: all of them where there is room for all, else one;
 * `null`: it shows them.
 *
 * @type {(points: XY[], box: Box) => XY | null}
 */
export const stepTo = (points, {w, n, e, s}) => {
  const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)];
  const [west, north, east, south] = [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
  if (east - west <= e - w && south - north <= s - n) {
    const [x, y] = [shift(west, east, w, e), shift(north, south, n, s)];
    return x || y ? [x, y] : null;
  }
  const steps = points.map(([x, y]) => /** @type {XY} */ ([shift(x, x, w, e), shift(y, y, n, s)]));
  const nearest = steps.reduce((a, b) => (Math.hypot(...b) < Math.hypot(...a) ? b : a));
  return nearest[0] || nearest[1] ? nearest : null;
};

/** @type {(geometry: Geometry) => number[][]} */
const positions = ({type, coordinates}) => {
  switch (type) {
    case 'Point':
      return [coordinates];
    case 'MultiPolygon':
      return coordinates.flat(2);
    case 'Polygon':
    case 'MultiLineString':
      return coordinates.flat();
    default:
      return coordinates;
  }
};

// The points of a feature on the map, px; of a symbol in a tray, where it stands.
/** @type {(atlas: Atlas, f: DrawnFeature) => XY[]} */
const pointsOf = ({map}, f) =>
  positions(f.geometry).map(([lon, lat], i) => {
    const {x, y} = map.latLngToContainerPoint([lat, lon]);
    const [dx, dy] = (isPoint(f) && f.shape.offsets?.[i]) || [0, 0];
    return [x + dx, y + dy];
  });

/**
 * Mark a feature on the map, and have it in view; `null` marks none.
 *
 * @type {(atlas: Atlas, id: string | null) => Promise<void>}
 */
export const follow = async (atlas, id) => {
  const own = ++asked;
  atlas.hint(id);
  if (!id) return;
  let f = atlas.find(id);
  if (!f || f.pending) {
    f = await locateFeature(atlas.layers.values(), id);
    if (own !== asked) return;
    atlas.hint(id);
  }
  if (!f || !isDrawn(f)) return;
  const step = stepTo(pointsOf(atlas, f), atlas.view.clearBox(MARGIN));
  if (step) atlas.view.nudge(step, DURATION);
};
