// Drawing a box on the map with one press and drag, by mouse, pen or finger; Esc gives up.

/** @import {DrawBox} from '../types.d.ts' */

/**
 * Call `done` with the drawn rectangle, or with `null`; return what gives up.
 *
 * @type {DrawBox}
 */
export const drawBox = ({L, map, canvas, config}, done) => {
  const restore = map.dragging.enabled();
  /** @type {L.LatLng | null} */
  let start = null;
  /** @type {L.Rectangle | null} */
  let box = null;
  map.dragging.disable();
  canvas.classList.add('drawing');
  /** @param {PointerEvent} event */
  const at = event => map.mouseEventToLatLng(event);
  /** @type {Record<string, (event: PointerEvent) => void>} */
  const acts = {
    pointerdown: event => {
      if (!event.isPrimary) {
        end(null);
        return;
      }
      event.preventDefault();
      canvas.setPointerCapture(event.pointerId);
      start = at(event);
    },
    pointermove: event => {
      if (!start) return;
      box?.remove();
      box = L.rectangle(L.latLngBounds(start, at(event)), {
        pane: 'hover',
        color: config.mark.drawn,
        weight: 2,
        dashArray: '4 4',
        fillOpacity: 0.08,
        interactive: false,
      }).addTo(map);
    },
    pointerup: () => {
      if (start) end(box);
    },
    pointercancel: () => end(null),
  };
  const listeners = /** @type {[string, EventListener][]} */ (Object.entries(acts));
  /** @param {L.Rectangle | null} drawn */
  const end = drawn => {
    for (const [name, act] of listeners) canvas.removeEventListener(name, act, true);
    document.removeEventListener('keydown', onKey);
    if (restore) map.dragging.enable();
    canvas.classList.remove('drawing');
    if (!drawn) box?.remove();
    done(drawn);
  };
  /** @param {KeyboardEvent} event */
  const onKey = event => {
    if (event.key === 'Escape') end(null);
  };
  for (const [name, act] of listeners) canvas.addEventListener(name, act, true);
  document.addEventListener('keydown', onKey);
  return () => end(null);
};
