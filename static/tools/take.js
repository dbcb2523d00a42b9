// The download menu of the map: files of the current page and view. They are ordinary links, so nothing on the page
// changes.

import {element} from '../dom.js';
import {focusControl, placeMenu} from '../map/controls.js';

/** @import {Atlas} from '../types.d.ts' */
/**
 * @typedef {object} File
 * @property {string} file the request to the server
 * @property {Record<string, string>} query
 * @property {string} text key of the message that names it
 * @property {{form?: string, size?: string}} words the message's values
 */

const ROOM = 0.03; // share of the whole added around it
const NEAR = 1; // zoom levels that a view of the whole may be too small by
/** @type {File[]} */
const FILES = [
  ...['pdf', 'png'].flatMap(form =>
    ['A4', 'A3'].map(size => ({
      file: 'sheet',
      query: {format: form, size},
      text: 'map.take.sheet',
      words: {form: form.toUpperCase(), size},
    })),
  ),
  {file: 'atlas.html', query: {}, text: 'map.take.page', words: {}},
];

// If the whole city or plate is in view, request all of it: paper has another shape than the screen.
/** @param {Atlas} atlas */
const boundsOf = ({L, map, state, config}) => {
  const whole = L.latLngBounds(state.home ?? config.home);
  const seen = map.getBounds();
  return seen.contains(whole) && map.getBoundsZoom(whole) - map.getZoom() < NEAR ? whole.pad(ROOM) : seen;
};

/** @type {(atlas: Atlas, file: File) => string} */
const addressOf = (atlas, {file, query}) => {
  const bounds = boundsOf(atlas);
  const parameters = new URLSearchParams(window.location.search);
  for (const [name, value] of Object.entries({
    ...query,
    page: atlas.state.page,
    bbox: [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()].map(at => at.toFixed(5)).join(),
  }))
    parameters.set(name, value);
  return `${new URL(file, atlas.downloads)}?${parameters}`;
};

/** @type {(atlas: Atlas, button: HTMLButtonElement) => {translate: () => void, toggle: (detail: number) => void}} */
export const addTake = (atlas, button) => {
  const menu = atlas.frame.appendChild(element('div', 'atlas-menu atlas-take'));
  /** @param {boolean} on */
  const open = on => {
    menu.hidden = !on;
    button.setAttribute('aria-expanded', String(on));
    if (on) placeMenu(atlas.frame, menu, button);
    if (on) for (const link of menu.querySelectorAll('a')) point(link);
  };
  /** @type {WeakMap<HTMLAnchorElement, File>} */
  const files = new WeakMap();
  /** @param {HTMLAnchorElement} link */
  const point = link => {
    const file = files.get(link);
    if (file) link.href = addressOf(atlas, file);
  };
  const translate = () =>
    menu.replaceChildren(
      ...FILES.map(file => {
        let text = atlas.text(file.text);
        text = text.replace('{form}', file.words.form ?? '').replace('{size}', file.words.size ?? '');
        const link = element('a', '', text);
        link.download = ''; // a refusal must not lead away from the page
        files.set(link, file);
        link.addEventListener('click', () => {
          point(link);
          open(false);
          focusControl(button);
        });
        return link;
      }),
    );
  menu.id = 'atlas-take';
  button.setAttribute('aria-controls', menu.id);
  /** @param {number} detail the click's: 0 by the keyboard */
  const toggle = detail => {
    open(Boolean(menu.hidden));
    if (!menu.hidden && !detail) menu.querySelector('a')?.focus();
  };
  button.addEventListener('click', ({detail}) => toggle(detail));
  atlas.frame.addEventListener('click', event => {
    const target = /** @type {Node | null} */ (event.target);
    if (!menu.contains(target) && !button.contains(target)) open(false);
  });
  for (const node of /** @type {HTMLElement[]} */ ([menu, button])) {
    node.addEventListener('keydown', event => {
      if (event.key === 'Escape') {
        open(false);
        focusControl(button);
      }
    });
    node.addEventListener('focusout', event => {
      const relatedTarget = /** @type {Node | null} */ (event.relatedTarget);
      if (relatedTarget && relatedTarget !== button && !menu.contains(relatedTarget)) open(false);
    });
  }
  translate();
  open(false);
  return {translate, toggle};
};
