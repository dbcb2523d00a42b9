// The reader's town, remembered in this browser and offered on the overview and the page of towns. It is never sent to
// the server by itself.

import {button, element} from '../dom.js';
import {named} from '../panels/focus.js';
import {NO_CHOICE} from '../state/seen.js';

/** @import {Browsing} from '../state/browsing.js' */
/** @import {Words} from '../types.d.ts' */
/** @typedef {(key: string, values?: Record<string, string>) => string} Text */

const KEY = 'atlas-my-town';

/** The code of the remembered town; nothing where the browser keeps nothing. */
export const remembered = () => {
  try {
    return window.localStorage.getItem(KEY);
  } catch {
    return null;
  }
};

/**
 * Remember a town, or none.
 *
 * @param {string | null} code
 */
export const remember = code => {
  try {
    if (code) window.localStorage.setItem(KEY, code);
    else window.localStorage.removeItem(KEY);
  } catch {
    // the browser keeps nothing: the town is not remembered
  }
};

/**
 * The way to the remembered town, and one to forget it; nothing without a town.
 *
 * @type {(words: Words, browsing: Browsing, text: Text, changed: () => void) => HTMLElement | null}
 */
export const myTown = ({options}, browsing, text, changed) => {
  const code = remembered();
  const name = code && options.towns[code];
  if (!code || !name) return null;
  const link = element('a', 'atlas-go', text('mytown.go', {town: name}));
  link.href = browsing.link('towns', {...NO_CHOICE, off: [], on: [], selected: null, towns: [code]});
  const forget = button('', text('mytown.forget'), () => {
    remember(null);
    changed();
  });
  return element('p', 'atlas-my-town', named(link, 'my-town'), named(forget, 'forget-town'));
};

/**
 * A switch that remembers a town.
 *
 * @type {(code: string, text: Text, changed: () => void) => HTMLElement}
 */
export const keepTown = (code, text, changed) => {
  const on = remembered() === code;
  const node = button('keep-town', text('mytown.keep'), () => {
    remember(on ? null : code);
    changed();
  });
  node.title = text('mytown.note');
  node.setAttribute('aria-pressed', String(on));
  return named(node, 'keep-town');
};
