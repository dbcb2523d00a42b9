// Two maps with one view: whichever is moved takes the other along, step by step and in the same tick, in
// flights and pinches too. Both are to have the same size.

/**
 * Tie two maps of Leaflet together; return what unties them.
 *
 * @type {(one: L.Map, two: L.Map) => () => void}
 */
export const together = (one, two) => {
  let leading = false; // what the other map says while it is led is no new movement
  /** @type {<Event>(act: (event: Event) => void) => (event: Event) => void} */
  const lead = act => event => {
    if (leading) return;
    leading = true;
    try {
      act(event);
    } finally {
      leading = false;
    }
  };
  /** @type {(map: L.Map, other: L.Map) => () => void} */
  const follow = (map, other) => {
    const acts = {
      movestart: lead(() => {
        if (!other._animatingZoom) other._stop();
      }),
      zoomanim: lead((/** @type {L.ZoomAnimEvent} */ {center, zoom, noUpdate}) => {
        if (!map._animatingZoom || other._animatingZoom) return;
        other._stop();
        other._moveStart(true, false)._animateZoom(center, zoom, true, noUpdate);
      }),
      move: lead(() => {
        if (map._animatingZoom || other._animatingZoom) return;
        const zoom = map.getZoom();
        if (zoom !== other.getZoom()) other._move(map.getCenter(), zoom, {flyTo: true});
        else if (shift(map, other)) other.fire('move');
      }),
      // each ends its animation by a timer of its own: both are to end in one frame
      zoomend: lead(() => {
        if (!map._animatingZoom && other._animatingZoom) other._onZoomTransitionEnd();
      }),
      moveend: lead(() => {
        if (map._animatingZoom || other._animatingZoom) return;
        if (map.getZoom() !== other.getZoom()) other.setView(map.getCenter(), map.getZoom(), {animate: false});
        else shift(map, other);
        other._moveEnd(true);
      }),
    };
    map.on(acts);
    return () => map.off(acts);
  };
  const untie = [follow(one, two), follow(two, one)];
  two.setView(one.getCenter(), one.getZoom(), {animate: false});
  return () => untie.forEach(end => end());
};

// What stands in the middle: Leaflet remembers a centre, but draws from an origin of whole pixels.
/** @param {L.Map} map */
const middle = map => map.layerPointToLatLng(map._getCenterLayerPoint());

// Move the pane of `other` to where that of `map` is; whether it had to be.
/** @type {(map: L.Map, other: L.Map) => boolean} */
const shift = (map, other) => {
  const by = other.project(middle(map)).subtract(other.project(middle(other)));
  if (Math.hypot(by.x, by.y) < 0.01) return false;
  other._rawPanBy(by);
  return true;
};
