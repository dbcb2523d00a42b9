// The map's name and description for assistive technology. Why these roles: docs/accessibility.md.

import {element} from '../dom.js';

/** @import {Atlas} from '../types.d.ts' */

const VIEW = 'atlas-view-said'; // panels/announcer.js: what the view shows

/**
 * Name the map in the page's language.
 *
 * @param {Atlas} atlas
 */
export const nameMap = atlas => {
  const {canvas, frame} = atlas;
  const name = atlas.text('map.name');
  frame.setAttribute('role', 'region');
  frame.setAttribute('aria-label', name);
  canvas.setAttribute('role', 'application');
  canvas.setAttribute('aria-label', name);
  const keys = frame.querySelector('.atlas-keys') ?? frame.appendChild(element('p', 'atlas-keys atlas-unseen'));
  keys.id = `${canvas.id}-keys`;
  keys.textContent = atlas.text('map.keys');
  canvas.setAttribute('aria-describedby', document.getElementById(VIEW) ? `${VIEW} ${keys.id}` : keys.id);
};
