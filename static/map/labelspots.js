// Where a name may stand around its anchor, the best position first: steps to the right and downwards, in half
// the width and half the height of the name (plus a gap).

/** @import {XY} from '../types.d.ts' */

/** @type {XY[]} */
// prettier-ignore
export const POINT_SPOTS = [[1, 0], [-1, 0], [0.75, -0.9], [0.75, 0.9], [-0.75, -0.9], [-0.75, 0.9], [0, -1], [0, 1]];
/** @type {XY[]} */
// prettier-ignore
export const AREA_SPOTS = [
  [0, 0], [0, -1], [0, 1], [-0.4, 0], [0.4, 0], [-0.4, -1], [0.4, -1], [-0.4, 1], [0.4, 1], [0, -2], [0, 2],
  [-0.8, 0], [0.8, 0],
];
/** @type {XY[]} */
// prettier-ignore
export const TOWN_SPOTS = [
  ...AREA_SPOTS,
  [-1, 0], [1, 0], [-1, -1], [1, -1], [-1.3, 0], [1.3, 0], [-1.3, -1], [1.3, -1], [0, -3], [-1, -2], [1, -2],
];
/**
 * Beside a small area that has no room for its name.
 *
 * @type {XY[]}
 */
// prettier-ignore
export const BESIDE_SPOTS = [
  [1.15, 0], [-1.15, 0], [1.1, -1.2], [1.1, 1.2], [-1.1, -1.2], [-1.1, 1.2], [0, -3], [0, 3],
  [1.4, 0], [1.4, -1.2], [1.4, 1.2], [-1.4, 0], [-1.4, -1.2], [-1.4, 1.2],
];
/** @type {XY[]} */
// prettier-ignore
export const LINE_SPOTS = [[0.7, -0.9], [0.7, 0.9], [-0.7, -0.9], [-0.7, 0.9], [0, -1.3], [0, 1.3]];
