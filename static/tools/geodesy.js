// Lengths and areas on the ellipsoid of CGCS2000, which differs from that of WGS-84 by 0.1 mm in the polar semi-axis.
// Longitude and latitude are in degrees, results in metres and square metres.

const A = 6378137; // semi-major axis, m
const F = 1 / 298.257222101; // flattening
const B = A * (1 - F);
const E2 = F * (2 - F);
const E = Math.sqrt(E2);
const RAD = Math.PI / 180;
const STEP = 500; // m between points on an edge
const FEWEST = 16; // pieces of an edge
const MOST = 400;
const {sin, cos, tan, atan, atan2, atanh, hypot, abs} = Math;

/** @typedef {[number, number]} Place longitude and latitude, degrees */

/** @param {number} lat */
const reduced = lat => atan((1 - F) * tan(lat * RAD));

// The series that both of Vincenty's solutions share, of u² and of the arc on the auxiliary sphere.
/** @param {number} cosSqAlpha */
const series = cosSqAlpha => {
  const u2 = (cosSqAlpha * (A * A - B * B)) / (B * B);
  return {
    a: 1 + (u2 / 16384) * (4096 + u2 * (-768 + u2 * (320 - 175 * u2))),
    b: (u2 / 1024) * (256 + u2 * (-128 + u2 * (74 - 47 * u2))),
    c: (F / 16) * cosSqAlpha * (4 + F * (4 - 3 * cosSqAlpha)),
  };
};

/** @type {(b: number, sinSigma: number, cosSigma: number, cos2m: number) => number} */
const bend = (b, sinSigma, cosSigma, cos2m) =>
  b *
  sinSigma *
  (cos2m +
    (b / 4) * (cosSigma * (-1 + 2 * cos2m ** 2) - (b / 6) * cos2m * (-3 + 4 * sinSigma ** 2) * (-3 + 4 * cos2m ** 2)));

/** @type {(c: number, sinAlpha: number, sigma: number, sinSigma: number, cosSigma: number, cos2m: number) => number} */
const turnOf = (c, sinAlpha, sigma, sinSigma, cosSigma, cos2m) =>
  (1 - c) * F * sinAlpha * (sigma + c * sinSigma * (cos2m + c * cosSigma * (-1 + 2 * cos2m ** 2)));

/**
 * The geodesic between two places that are not nearly opposite one another: {distance, azimuth}, the azimuth at
 * the first in radians. T. Vincenty (1975): Direct and inverse solutions of geodesics on the ellipsoid with
 * application of nested equations. Survey Review 23 (176), 88–93: good to half a millimetre.
 *
 * @type {(from: Place, to: Place) => {distance: number, azimuth: number}}
 */
export const inverse = ([lon1, lat1], [lon2, lat2]) => {
  const u1 = reduced(lat1);
  const u2 = reduced(lat2);
  const L = (lon2 - lon1) * RAD;
  const s1 = sin(u1);
  const c1 = cos(u1);
  const s2 = sin(u2);
  const c2 = cos(u2);
  for (let lambda = L, i = 0; i < 50; i++) {
    const x = c2 * sin(lambda);
    const y = c1 * s2 - s1 * c2 * cos(lambda);
    const sinSigma = hypot(x, y);
    const cosSigma = s1 * s2 + c1 * c2 * cos(lambda);
    if (!sinSigma) return {distance: 0, azimuth: 0};
    const sigma = atan2(sinSigma, cosSigma);
    const sinAlpha = (c1 * c2 * sin(lambda)) / sinSigma;
    const cosSqAlpha = 1 - sinAlpha ** 2;
    const cos2m = cosSqAlpha ? cosSigma - (2 * s1 * s2) / cosSqAlpha : 0; // 0 along the equator
    const {a, b, c} = series(cosSqAlpha);
    const next = L + turnOf(c, sinAlpha, sigma, sinSigma, cosSigma, cos2m);
    if (abs(next - lambda) < 1e-15)
      return {distance: B * a * (sigma - bend(b, sinSigma, cosSigma, cos2m)), azimuth: atan2(x, y)};
    lambda = next;
  }
  throw new RangeError('places nearly opposite one another');
};

/**
 * The place at a distance (m) and an azimuth (radians) from another; Vincenty's direct solution.
 *
 * @type {(from: Place, azimuth: number, distance: number) => Place}
 */
export const direct = ([lon, lat], azimuth, distance) => {
  const u = reduced(lat);
  const su = sin(u);
  const cu = cos(u);
  const sa = sin(azimuth);
  const ca = cos(azimuth);
  const sigma1 = atan2(su, cu * ca);
  const sinAlpha = cu * sa;
  const {a, b, c} = series(1 - sinAlpha ** 2);
  let sigma = distance / (B * a);
  let cos2m;
  for (let before = Infinity, i = 0; abs(sigma - before) > 1e-13 && i < 50; i++) {
    cos2m = cos(2 * sigma1 + sigma);
    before = sigma;
    sigma = distance / (B * a) + bend(b, sin(sigma), cos(sigma), cos2m);
  }
  cos2m = cos(2 * sigma1 + sigma);
  const ss = sin(sigma);
  const cs = cos(sigma);
  const phi = atan2(su * cs + cu * ss * ca, (1 - F) * hypot(sinAlpha, su * ss - cu * cs * ca));
  const lambda = atan2(ss * sa, cu * cs - su * ss * ca);
  return [lon + (lambda - turnOf(c, sinAlpha, sigma, ss, cs, cos2m)) / RAD, phi / RAD];
};

/**
 * Length of a line of geodesics through places, m.
 *
 * @param {Place[]} points
 */
export const lengthOf = points =>
  points.reduce((sum, point, i) => sum + (i ? inverse(points[i - 1], point).distance : 0), 0);

// Lambert's cylindrical equal-area projection of the ellipsoid: J. P. Snyder (1987), Map projections: a working
// manual, USGS Professional Paper 1395, equations 3-12 and 10-15 with the equator as standard parallel.
/** @type {(place: Place) => [number, number]} */
const equalArea = ([lon, lat]) => {
  const s = E * sin(lat * RAD);
  return [A * lon * RAD, (A / 2) * (1 - E2) * (s / E / (1 - s * s) + atanh(s) / E)];
};

/**
 * Points along the geodesic from one place to another, the last left out.
 *
 * @param {Place} from
 * @param {Place} to
 */
const along = (from, to) => {
  const {distance, azimuth} = inverse(from, to);
  const pieces = Math.min(MOST, Math.max(FEWEST, Math.ceil(distance / STEP)));
  return Array.from({length: pieces}, (_, i) => (i ? direct(from, azimuth, (distance * i) / pieces) : from));
};

/**
 * Area within a ring of geodesics (first place not repeated; not round a pole, not across 180°), m².
 *
 * @param {Place[]} ring
 */
export const areaOf = ring => {
  if (ring.length < 3) return 0;
  const plane = ring.flatMap((point, i) => along(point, ring[(i + 1) % ring.length])).map(equalArea);
  const [x0, y0] = plane[0]; // near the origin, so that no digits are lost
  return (
    abs(
      plane.reduce((sum, [x, y], i) => {
        const [u, v] = plane[(i + 1) % plane.length];
        return sum + (x - x0) * (v - y0) - (u - x0) * (y - y0);
      }, 0),
    ) / 2
  );
};
