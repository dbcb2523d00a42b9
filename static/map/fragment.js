// The view in the fragment of the address: #map=<zoom>/<latitude>/<longitude>, and what a comparison shows.

const FRAGMENT = /^#map=([\d.]+)\/(-?[\d.]+)\/(-?[\d.]+)(?:&compare=([\w,/+!-]*))?$/;
const ZOOM = [6, 18];
const SOUTH = 30;
const NORTH = 44;
const WEST = 112;
const EAST = 128;

/**
 * The view that a fragment names; `null` where it names none near the city.
 *
 * @param {string} hash
 */
export const readFragment = hash => {
  const found = FRAGMENT.exec(hash);
  if (!found) return null;
  const [zoom, lat, lon] = found.slice(1, 4).map(Number);
  const valid = zoom >= ZOOM[0] && zoom <= ZOOM[1] && lat > SOUTH && lat < NORTH && lon > WEST && lon < EAST;
  return valid ? {zoom, lat, lon, compared: found[4]} : null;
};

/**
 * The fragment of a view; `compared` is appended as it is.
 *
 * @param {number} zoom
 * @param {number} lat
 * @param {number} lon
 */
export const fragmentOf = (zoom, lat, lon, compared = '') =>
  `#map=${Number(zoom.toFixed(2))}/${lat.toFixed(4)}/${lon.toFixed(4)}${compared}`;
