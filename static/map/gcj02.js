// Gaode's tiles are in GCJ-02, which lies 300–600 m off WGS-84.

/** @import {Leaflet} from '../types.d.ts' */

// The ellipsoid of Krassovsky, on which GCJ-02 is computed: semi-major axis in metres, first eccentricity squared.
const A = 6378245;
const EE = 0.006693421622965943;

/**
 * Latitude and longitude in GCJ-02 of a place in WGS-84 (the published approximation, good to some metres).
 *
 * @type {(lat: number, lon: number) => [number, number]}
 */
export const toGcj02 = (lat, lon) => {
  const x = lon - 105;
  const y = lat - 35;
  const {PI, sin, sqrt, abs, cos} = Math;
  const common = ((20 * sin(6 * x * PI) + 20 * sin(2 * x * PI)) * 2) / 3;
  let dLat =
    -100 +
    2 * x +
    3 * y +
    0.2 * y * y +
    0.1 * x * y +
    0.2 * sqrt(abs(x)) +
    common +
    ((20 * sin(y * PI) + 40 * sin((y / 3) * PI)) * 2) / 3 +
    ((160 * sin((y / 12) * PI) + 320 * sin((y * PI) / 30)) * 2) / 3;
  let dLon =
    300 +
    x +
    2 * y +
    0.1 * x * x +
    0.1 * x * y +
    0.1 * sqrt(abs(x)) +
    common +
    ((20 * sin(x * PI) + 40 * sin((x / 3) * PI)) * 2) / 3 +
    ((150 * sin((x / 12) * PI) + 300 * sin((x / 30) * PI)) * 2) / 3;
  const rad = (lat / 180) * PI;
  const magic = 1 - EE * sin(rad) ** 2;
  const root = sqrt(magic);
  dLat = (dLat * 180) / (((A * (1 - EE)) / (magic * root)) * PI);
  dLon = (dLon * 180) / ((A / root) * cos(rad) * PI);
  return [lat + dLat, lon + dLon];
};

/**
 * A layer of tiles that are in GCJ-02: its grid is drawn shifted, so that it fits layers in WGS-84.
 *
 * @type {(L: Leaflet, url: string, options: L.TileLayerOptions) => L.TileLayer}
 */
export const shiftedTiles = (L, url, options) => {
  /** @param {L.LatLngExpression} center */
  const shift = center => {
    const c = L.latLng(center);
    return L.latLng(toGcj02(c.lat, c.lng));
  };
  const Shifted = /** @type {new (...options: ConstructorParameters<typeof L.TileLayer>) => L.TileLayer} */ (
    L.TileLayer.extend({
      /** @type {(level: object, center: L.LatLngExpression, zoom: number) => void} */
      _setZoomTransform(level, center, zoom) {
        L.TileLayer.prototype._setZoomTransform.call(this, level, shift(center), zoom);
      },
      /** @type {(center: L.LatLngExpression) => L.Bounds} */
      _getTiledPixelBounds(center) {
        return L.TileLayer.prototype._getTiledPixelBounds.call(this, shift(center));
      },
    })
  );
  return new Shifted(url, options);
};
