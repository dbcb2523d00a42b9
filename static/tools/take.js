// Taking the view away: a menu of files made of the page's address and of what the map shows just now.
// They are ordinary links: nothing on the page changes.

import {element} from '../dom.js';
import {placeMenu} from '../map/controls.js';

const ROOM = 0.03;
const NEAR = 1; // round the whole; zooms by which a view may fall short of filling the map with it
/** Files on offer: what is asked of the server, the message that names it and what fills that in. */
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

// The whole city, or plate, in view is asked for as that: paper has another shape than the screen.
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
  return `${new URL(`../../../download/${file}`, import.meta.url)}?${parameters}`; // this module is in <prefix>/atlas/<version>/tools/
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
