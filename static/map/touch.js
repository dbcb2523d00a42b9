// On a phone one finger scrolls the page past the map, two move the map; in full screen one does.

import {NARROW} from '../device.js';
import {element} from '../dom.js';

/** @import {Atlas} from '../types.d.ts' */

/** @param {Pick<Atlas, 'map' | 'frame' | 'canvas' | 'text'>} atlas */
export const giveWayToThePage = atlas => {
  const {map, frame, canvas} = atlas;
  const hint = frame.appendChild(element('div', 'atlas-hint'));
  let gives = false;
  let timer = 0;
  const update = () => {
    gives = NARROW.matches && document.fullscreenElement !== frame;
    map.dragging[gives ? 'disable' : 'enable']();
  };
  canvas.addEventListener(
    'touchmove',
    event => {
      if (!gives || event.touches.length > 1 || canvas.classList.contains('drawing')) return;
      hint.textContent = atlas.text('map.two_fingers');
      hint.classList.add('shown');
      clearTimeout(timer);
      timer = setTimeout(() => hint.classList.remove('shown'), 1200);
    },
    {passive: true},
  );
  NARROW.onChange(update);
  document.addEventListener('fullscreenchange', update);
  update();
};
