// The download menu of the map: files of the current page and view. They are ordinary links, so nothing on the page
// changes.

import {element} from '../dom.js';
import {placeMenu} from '../map/controls.js';

const ROOM = 0.03; // share of the whole added around it
const NEAR = 1; // zoom levels that a view of the whole may be too small by
/** Files on offer: the request to the server, the message that names it, and the message's values. */
const FILES = ['pdf', 'png']
  .flatMap(form =>
    ['A4', 'A3'].map(size => ({
      file: 'sheet',
      query: {format: form, size},
      text: 'map.take.sheet',
      words: {form: form.toUpperCase(), size},
    })),
  )
  .concat({file: 'atlas.html', query: {}, text: 'map.take.page', words: {}});

// If the whole city or plate is in view, request all of it: paper has another shape than the screen.
const boundsOf = ({L, map, state, config}) => {
  const whole = L.latLngBounds(state.home ?? config.home);
  const seen = map.getBounds();
  return seen.contains(whole) && map.getBoundsZoom(whole) - map.getZoom() < NEAR ? whole.pad(ROOM) : seen;
};

const addressOf = (atlas, {file, query}) => {
  const bounds = boundsOf(atlas);
  const parameters = new URLSearchParams(window.location.search);
  for (const [name, value] of Object.entries({
    ...query,
    page: atlas.state.page,
    bbox: ['West', 'South', 'East', 'North'].map(side => bounds[`get${side}`]().toFixed(5)).join(),
  }))
    parameters.set(name, value);
  return `${new URL(file, atlas.downloads)}?${parameters}`;
};

export const addTake = (atlas, button) => {
  const menu = atlas.frame.appendChild(element('div', 'atlas-menu atlas-take'));
  const open = on => {
    menu.hidden = !on;
    button.setAttribute('aria-expanded', String(on));
    if (on) placeMenu(atlas.frame, menu, button);
    if (on) for (const link of menu.querySelectorAll('a')) link.point();
  };
  const translate = () =>
    menu.replaceChildren(
      ...FILES.map(file => {
        let text = atlas.text(file.text);
        text = text.replace('{form}', file.words.form ?? '').replace('{size}', file.words.size ?? '');
        const link = element('a', '', text);
        link.download = ''; // a refusal must not lead away from the page
        link.point = () => {
          link.href = addressOf(atlas, file);
        };
        link.addEventListener('click', () => {
          link.point();
          open(false);
          button.focus();
        });
        return link;
      }),
    );
  menu.id = 'atlas-take';
  button.setAttribute('aria-controls', menu.id);
  const toggle = detail => {
    open(menu.hidden);
    if (!menu.hidden && !detail) menu.querySelector('a').focus(); // by the keyboard
  };
  button.addEventListener('click', ({detail}) => toggle(detail));
  atlas.frame.addEventListener('click', ({target}) => {
    if (!menu.contains(target) && !button.contains(target)) open(false);
  });
  for (const node of [menu, button]) {
    node.addEventListener('keydown', event => {
      if (event.key === 'Escape') {
        open(false);
        button.focus();
      }
    });
    node.addEventListener('focusout', ({relatedTarget}) => {
      if (relatedTarget && relatedTarget !== button && !menu.contains(relatedTarget)) open(false);
    });
  }
  translate();
  open(false);
  return {translate, toggle};
};
