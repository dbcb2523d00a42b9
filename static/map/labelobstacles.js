// What names on the map must not cover, or should not.

import {CELL, Cells} from './occupancy.js';

/** @import {Box, DrawnFeature, ToPane, XY} from '../types.d.ts' */
/** @typedef {Extract<DrawnFeature, {style: {shape: 'line'}}>} LineFeature */

/**
 * What stands over the map: title, legend, buttons, scale, credit, the stars of kept sites.
 *
 * @type {(map: L.Map) => Box[]}
 */
export const furniture = map => {
  const container = map.getContainer();
  const at = container.getBoundingClientRect();
  const frame = container.closest('.atlas-frame') ?? container;
  return [
    ...frame.querySelectorAll(
      '.atlas-controls, .legend-body, .legend-button, .atlas-north, .atlas-shapes, .compare-title, .leaflet-control, ' +
        '.atlas-kept-star, .atlas-hit, .atlas-title:not(:empty)',
    ),
  ]
    .map(node => node.getBoundingClientRect())
    .filter(rect => rect.width)
    .map(rect => {
      const {x, y} = map.containerPointToLayerPoint([rect.left - at.left, rect.top - at.top]);
      return {w: x, n: y, e: x + rect.width, s: y + rect.height};
    });
};

/** @type {(features: LineFeature[], toPane: ToPane) => Box[]} */
export const arrowheads = (features, toPane) =>
  features.flatMap(({shape: {lines}, style: {arrow}}) => {
    if (!arrow) return [];
    const {ends, length} = arrow;
    const last = lines[lines.length - 1];
    const tips = [last[last.length - 1], ...(ends === 'both' ? [lines[0][0]] : [])];
    return tips
      .map(toPane)
      .map(([x, y]) => ({w: x - length / 2, n: y - length / 2, e: x + length / 2, s: y + length / 2}));
  });

/**
 * The lines of the network and of the projects, as cells that names avoid.
 *
 * @type {(features: LineFeature[], toPane: ToPane, seen: Box) => Cells}
 */
export const cellsOf = (features, toPane, seen) => {
  const cells = new Cells();
  for (const f of features) {
    for (const line of f.shape.lines) {
      /** @type {XY | null} */
      let before = null;
      for (const point of line.map(toPane)) {
        if (before) {
          const steps = Math.min(400, Math.ceil(Math.hypot(point[0] - before[0], point[1] - before[1]) / CELL));
          for (let i = 0; i < steps; i++) {
            const x = before[0] + ((point[0] - before[0]) * i) / steps;
            const y = before[1] + ((point[1] - before[1]) * i) / steps;
            if (x > seen.w && x < seen.e && y > seen.n && y < seen.s) cells.add(x, y);
          }
        }
        before = point;
      }
    }
  }
  return cells;
};
