// A click where several shapes lie lists them all, the likeliest first; so does a tray that is folded. Names are
// text, never markup.

import {element} from '../dom.js';
import {popupRoom} from './clearance.js';
import {swatch} from './symbols.js';

/** @import {Atlas, DrawnFeature} from '../types.d.ts' */

/**
 * List features at a place of the map. `title` stands above them; `opener`, where a button opened the list, has the
 * focus back when it closes, by Esc as well.
 *
 * @param {Atlas} atlas
 * @param {L.LatLng} latlng
 * @param {DrawnFeature[]} found
 * @param {{map?: L.Map, title?: string, opener?: HTMLElement}} [options]
 */
export const chooser = (atlas, latlng, found, {map = atlas.map, title, opener} = {}) => {
  const list = element(
    'div',
    'atlas-chooser',
    element('p', '', title ?? atlas.text('map.here', found.length).replace('{n}', String(found.length))),
  );
  for (const f of found) {
    const button = element(
      'button',
      f.id === atlas.state.selected ? 'chosen' : '',
      swatch(f.style),
      element('span', 'name', atlas.name(f)),
      element('span', 'kind', atlas.kind(f)),
    );
    button.type = 'button';
    button.dataset.id = f.id;
    button.addEventListener('click', () => {
      atlas.select(f.id);
    });
    const row = element('div', 'row', button);
    const {code} = f.properties;
    if (f.layer.id === 'townships' && code) {
      const only = element(
        'button',
        'only',
        atlas.text(atlas.state.towns.includes(code) ? 'map.whole_city' : 'map.only_town'),
      );
      only.type = 'button';
      only.addEventListener('click', () => atlas.pickTown(code));
      row.append(only);
    }
    list.append(row);
  }
  const popup = atlas.L.popup({
    className: 'atlas-popup',
    ...popupRoom(map),
    maxHeight: 300,
    offset: [0, opener ? -6 : 7],
  })
    .setLatLng(latlng)
    .setContent(list)
    .openOn(map);
  const box = /** @type {HTMLElement} */ (popup.getElement());
  const shut = /** @type {HTMLElement} */ (box.querySelector('.leaflet-popup-close-button'));
  const name = atlas.text('map.close');
  shut.title = name; // Leaflet says it in English only
  shut.setAttribute('aria-label', name);
  box.addEventListener('keydown', event => {
    if (event.key !== 'Escape') return;
    event.stopPropagation();
    map.closePopup(popup);
    if (!opener) map.getContainer().focus({preventScroll: true});
  });
  if (opener) giveFocusBack(popup, list, opener);
};

/** @type {(popup: L.Popup, list: HTMLElement, opener: HTMLElement) => void} */
const giveFocusBack = (popup, list, opener) => {
  const inside = () =>
    !document.activeElement ||
    document.activeElement === document.body ||
    popup.getElement()?.contains(document.activeElement);
  // the pop-up fades out with the focus in it
  popup.on('remove', () => {
    if (inside() && opener.isConnected) opener.focus({preventScroll: true});
  });
  list.querySelector('button')?.focus({preventScroll: true});
};
