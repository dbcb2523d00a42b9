// Stars: buttons that keep a site in the shortlist, on its card, in its row and in results. One listener serves them
// all, before the row around a star takes the click for itself.

import {closest, element} from '../dom.js';
import {named} from './focus.js';

const STAR = '.atlas-star';

/**
 * The star of a site; `showStars` fills it.
 *
 * @param {string} id
 */
export const star = id => {
  const node = named(element('button', 'atlas-star'), `star:${id}`);
  node.type = 'button';
  node.dataset.id = id;
  return node;
};

/**
 * Show in every star under `root` whether its site is kept.
 *
 * @type {(root: ParentNode, kept: string[], label: (id: string, kept: boolean) => string) => void}
 */
export const showStars = (root, kept, label) => {
  for (const node of /** @type {NodeListOf<HTMLElement>} */ (root.querySelectorAll(STAR))) {
    const {id = ''} = node.dataset;
    const pressed = kept.includes(id);
    node.setAttribute('aria-pressed', String(pressed));
    node.setAttribute('aria-label', label(id, pressed));
    node.title = label(id, pressed);
  }
};

/**
 * Call `act` with the id of each star that is pressed.
 *
 * @param {(id: string) => void} act
 */
export const listenToStars = act => {
  document.addEventListener(
    'click',
    event => {
      const {id} = closest(event, STAR)?.dataset ?? {};
      if (!id) return;
      event.stopPropagation();
      act(id);
    },
    true,
  );
  document.addEventListener(
    'keydown',
    event => {
      const key = event.key === 'Enter' || event.key === ' ';
      if (key && closest(event, STAR)) event.stopPropagation(); // it becomes a click; the row must not take it
    },
    true,
  );
};
