// What a name on the map must not or should not cover: boxes {w, n, e, s} that are taken, and cells with lines.

/** px: side of a cell. */
export const CELL = 8;

/** @import {Box} from '../types.d.ts' */

/** @type {(x: number, y: number) => number} one number for a cell; names are tried at thousands of places */
const cellKey = (x, y) => x * 8192 + y;

/** Cells of the screen with a line or a point in them. */
export class Cells {
  /** @type {Set<number>} */
  cells = new Set();

  /**
   * Mark the cell of a place and all within `reach` px.
   *
   * @param {number} x
   * @param {number} y
   */
  add(x, y, reach = 0) {
    for (let dx = -reach; dx <= reach; dx += CELL)
      for (let dy = -reach; dy <= reach; dy += CELL)
        this.cells.add(cellKey(Math.floor((x + dx) / CELL), Math.floor((y + dy) / CELL)));
  }

  /**
   * The number of marked cells in a box.
   *
   * @param {Box} box
   */
  count({w, n, e, s}) {
    const [east, south] = [Math.floor(e / CELL), Math.floor(s / CELL)];
    let sum = 0;
    for (let x = Math.floor(w / CELL); x <= east; x++)
      for (let y = Math.floor(n / CELL); y <= south; y++) if (this.cells.has(cellKey(x, y))) sum++;
    return sum;
  }
}

/** Boxes that are taken, indexed by coarse cells. */
export class Grid {
  /** @param {number} cell */
  constructor(cell) {
    this.cell = cell;
    /** @type {Map<number, Box[]>} */
    this.map = new Map();
  }

  /** @param {Box} box */
  #keys({w, n, e, s}) {
    const [east, south] = [Math.floor(e / this.cell), Math.floor(s / this.cell)];
    const keys = [];
    for (let x = Math.floor(w / this.cell); x <= east; x++)
      for (let y = Math.floor(n / this.cell); y <= south; y++) keys.push(cellKey(x, y));
    return keys;
  }

  /** @param {Box} box */
  put(box) {
    for (const key of this.#keys(box)) this.map.set(key, [...(this.map.get(key) ?? []), box]);
  }

  /**
   * Whether a box overlaps one that is taken; common edges do not count.
   *
   * @param {Box} box
   */
  hits(box) {
    return this.#keys(box).some(key =>
      this.map.get(key)?.some(o => o.w < box.e && o.e > box.w && o.n < box.s && o.s > box.n),
    );
  }
}
