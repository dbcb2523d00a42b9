// Clicks on the map, and the tip at the pointer.

import {TOUCH} from '../device.js';
import {element} from '../dom.js';
import {chooser} from './chooser.js';
import {tipSide} from './clearance.js';

/** @import {Atlas, DrawnFeature} from '../types.d.ts' */

const DRAG = 5; // px: a pointer that moved farther between press and release has dragged
const AFTER_BOX = 400; // ms after drawing a box in which a click belongs to the drawing

/**
 * A tip that names a feature at a place of a map.
 *
 * @type {(atlas: Atlas, f: DrawnFeature, latlng: L.LatLng, map: L.Map) => L.Tooltip}
 */
export const tipOf = (atlas, f, latlng, map) => {
  const about = [atlas.kind(f), atlas.status(f), atlas.outcomes?.text(f)].filter(Boolean).join(' · ');
  return atlas.L.tooltip({className: 'atlas-tip', opacity: 1, ...tipSide(map, latlng)})
    .setLatLng(latlng)
    .setContent(element('div', '', element('b', '', atlas.name(f)), element('span', '', about)));
};

// What a click at a place does: ask for a report, choose a town, select a feature or nothing.
/** @type {(atlas: Atlas, latlng: L.LatLng) => void} */
const act = (atlas, latlng) => {
  const {map, state} = atlas;
  if (state.focus === 'spot' && state.tool !== 'feature') {
    atlas.ask(latlng);
    return;
  }
  const found = atlas.at(latlng);
  atlas.marks.set('hover', null);
  if (!found.length) {
    map.closePopup();
    if (state.selected) atlas.select(null);
    return;
  }
  // where towns are shaded, roads and rivers are only the ground
  const first = (atlas.outcomes.measure && found.find(({layer}) => layer.id === 'townships')) || found[0];
  const {code} = first.properties;
  if (state.focus === 'towns' && first.layer.id === 'townships' && code) {
    atlas.pickTown(code);
    return;
  }
  atlas.select(found[0].id);
  if (found.length > 1) chooser(atlas, latlng, found);
};

/** @param {Atlas} atlas */
const listenToClicks = atlas => {
  /** @type {[number, number] | null} */
  let down = null;
  atlas.canvas.addEventListener(
    'pointerdown',
    event => {
      down = [event.clientX, event.clientY];
    },
    true,
  );
  atlas.map.on('click', event => {
    if (atlas.drawing) return; // tools/draw.js handles it
    const {clientX, clientY} = event.originalEvent;
    // Leaflet reports a click at the end of a drag that it did not start itself.
    if (down && Math.hypot(clientX - down[0], clientY - down[1]) > DRAG) return;
    if (Date.now() - atlas.drewBox < AFTER_BOX) return;
    act(atlas, event.latlng);
  });
};

/** @param {Atlas} atlas */
const listenToHover = atlas => {
  const {map, canvas} = atlas;
  /** @type {DrawnFeature | null} */
  let hovered = null;
  /** @type {L.Tooltip | null} */
  let tip = null;
  /** @param {L.LeafletMouseEvent | null} event */
  const hover = event => {
    if (TOUCH) return;
    const under = event && !atlas.drawing ? atlas.at(event.latlng) : [];
    const named = event && atlas.labels.at(event.latlng);
    const f = under.find(one => one === named || one.layer.id !== 'townships' || atlas.outcomes.measure) ?? null;
    canvas.classList.toggle('over', Boolean(f));
    if (f !== hovered) {
      hovered = f;
      atlas.marks.set('hover', f && f.id !== atlas.state.selected ? f : null);
    }
    tip?.remove();
    tip = f && event && tipOf(atlas, f, event.latlng, map).addTo(map);
  };
  let frame = 0;
  map.on('mousemove', event => {
    cancelAnimationFrame(frame);
    frame = requestAnimationFrame(() => hover(event));
  });
  map.on('zoomstart dragstart', () => hover(null));
  map.on('mouseout', () => {
    cancelAnimationFrame(frame);
    hover(null);
  });
};

/** @param {Atlas} atlas */
export const listenToPointer = atlas => {
  listenToClicks(atlas);
  listenToHover(atlas);
};
