// Which of several values is better: said only where it is certain.

/** @import {ComparedCell, Sense} from '../types.d.ts' */

/**
 * The place of the value that is better than each other one, or -1. All must be known, as bands in one unit, and the
 * bands must not overlap. A band without an upper bound reaches as far as one likes.
 *
 * @type {(cells: (ComparedCell | undefined)[], sense: Sense | undefined) => number}
 */
export const better = (cells, sense) => {
  if (!sense || cells.length < 2) return -1;
  const bands = cells.map(cell => cell?.band);
  if (bands.some(band => !band || band.low === null || band.unit !== bands[0]?.unit)) return -1;
  const ends = bands.map(band => [Number(band?.low), band?.high ?? Infinity]);
  return ends.findIndex(([low, high], i) =>
    ends.every(([otherLow, otherHigh], j) => i === j || (sense === 'less' ? high < otherLow : low > otherHigh)),
  );
};
