// A click where several shapes lie lists them all, smallest first. Names are text, never markup.

import {popupRoom} from './room.js';
import {swatch} from './signs.js';

export const element = (name, className, ...children) => {
  const node = document.createElement(name);
  if (className) node.className = className;
  node.append(...children.filter(child => child != null && child !== ''));
  return node;
};

export const chooser = (atlas, latlng, found) => {
  const list = element('div', 'atlas-chooser', element('p', '', atlas.text('map.here').replace('{n}', found.length)));
  for (const f of found) {
    const button = element('button', f.id === atlas.state.selected ? 'chosen' : '', swatch(f.style),
      element('span', 'name', atlas.name(f)), element('span', 'kind', atlas.kind(f)));
    button.type = 'button';
    button.addEventListener('click', () => {
      atlas.select(f.id);
    });
    const row = element('div', 'row', button);
    if (f.layer.id === 'townships') {
      const only = element('button', 'only', atlas.text(atlas.state.towns.includes(f.properties.code) ? 'map.whole_city' : 'map.only_town'));
      only.type = 'button';
      only.addEventListener('click', () => atlas.pickTown(f.properties.code));
      row.append(only);
    }
    list.append(row);
  }
  const popup = atlas.L.popup({className: 'atlas-popup', ...popupRoom(atlas.map)}).setLatLng(latlng).setContent(list).openOn(atlas.map);
  const shut = popup.getElement().querySelector('.leaflet-popup-close-button'), name = atlas.text('map.close');
  shut.title = name;                               // Leaflet says it in English only
  shut.setAttribute('aria-label', name);
  popup.getElement().addEventListener('keydown', event => {
    if (event.key !== 'Escape') return;
    atlas.map.closePopup(popup);
    atlas.canvas.focus({preventScroll: true});
  });
};
