// Pop-ups and tips keep clear of what stands over the map: legend and buttons.

import {NARROW} from '../device.js';

const GAP = 8; // px

/** @type {(map: L.Map, selector: string) => {left: number, right: number, bottom: number}} */
const covers = (map, selector) => {
  const container = map.getContainer();
  const node = container.closest('.atlas-frame')?.querySelector(selector);
  const box = container.getBoundingClientRect();
  const part = node?.getBoundingClientRect();
  const over =
    part?.width && part.right > box.left && part.left < box.right && part.bottom > box.top && part.top < box.bottom;
  return over
    ? {left: part.right - box.left, right: box.right - part.left, bottom: part.bottom - box.top}
    : {left: 0, right: 0, bottom: 0};
};

/**
 * Options of a pop-up that fits beside them.
 *
 * @type {(map: L.Map) => L.PopupOptions}
 */
export const popupRoom = map => {
  const {x: width} = map.getSize();
  const right = covers(map, '.atlas-controls').right + GAP;
  const legend = covers(map, '.legend-body').left;
  const left = width - right - legend > 280 ? legend : 0;
  const popupFrame = NARROW.matches ? 56 : 22; // with a large × on a phone
  const room = width - right - left - 2 * GAP - popupFrame;
  return {
    autoPanPaddingTopLeft: [left + GAP, 12],
    autoPanPaddingBottomRight: [right, 12],
    maxWidth: Math.min(320, room),
    minWidth: Math.min(220, room),
  };
};

/**
 * Where a tip at a place stands: above it, unless it would lie over the buttons, the legend or beyond the edge.
 *
 * @type {(map: L.Map, latlng: L.LatLng) => Pick<L.TooltipOptions, 'direction' | 'offset'>}
 */
export const tipSide = (map, latlng) => {
  const {x, y} = map.latLngToContainerPoint(latlng);
  const {x: width} = map.getSize();
  const half = 135;
  const controls = covers(map, '.atlas-controls');
  const legend = covers(map, '.legend-body');
  if (x > width - half - (y < controls.bottom + 60 ? controls.right : 0)) return {direction: 'left', offset: [-12, 0]};
  if (x < half + legend.left) return {direction: 'right', offset: [12, 0]};
  return y < 64 ? {direction: 'bottom', offset: [0, 14]} : {direction: 'top', offset: [0, -10]};
};
