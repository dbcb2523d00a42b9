// A drawn shape as an address has it: `polygon:119.95,36.78;120,36.78;…`, longitude and latitude. `|` separates parts,
// `/` introduces a hole; rings need not be closed. Python's side is atlas/spatial/shape_text.py.

/** @import {AnyGeometry, DrawKind, Place} from '../types.d.ts' */

/** @type {(kind: DrawKind, points: Place[]) => string} */
export const write = (kind, points) =>
  `${kind}:${points.map(point => point.map(degrees => Number(degrees.toFixed(6))).join()).join(';')}`;

/** @type {(text: string) => Place[]} */
const places = text => text.split(';').map(pair => /** @type {Place} */ (pair.split(',').map(Number)));

/** @type {(ring: Place[]) => Place[]} */
const closed = ring => (String(ring[0]) === String(ring.at(-1)) ? ring : [...ring, ring[0]]);

/**
 * A shape as GeoJSON; nothing for another text.
 *
 * @type {(text: string) => AnyGeometry | null}
 */
export const read = text => {
  const [kind, list = ''] = text.split(':');
  const parts = list.split('|');
  const one = parts.length === 1;
  if (kind === 'line') {
    const lines = parts.map(places);
    return one ? {type: 'LineString', coordinates: lines[0]} : {type: 'MultiLineString', coordinates: lines};
  }
  if (kind !== 'polygon') return null;
  const areas = parts.map(part => part.split('/').map(ring => closed(places(ring))));
  return one ? {type: 'Polygon', coordinates: areas[0]} : {type: 'MultiPolygon', coordinates: areas};
};
