// Where the keyboard is, and on a phone the page: what opens a card by a key hands it the focus and has it back
// when the card closes. Python's answer draws lists anew, so what may hold the focus is known by `data-focus`.

import {NARROW} from '../device.js';
import {closest, onScreen} from '../dom.js';

/** @import {Legend, Mount} from '../types.d.ts' */

const PATIENCE = 8000; // ms: a later answer is to something else
const SEEN = 160; // px of a card or list that must be on the screen
const MAP_SEEN = 0.4; // share of the screen that the map must have above a card

/** @type {{id: string, until: number} | null} */
let asked = null; // {id, until}: the card that is to take the focus
/** @type {{id: string, key: string | undefined} | null} */
let opener = null; // {id, key}: what that card was opened by

/** @type {(key: string, root?: ParentNode) => HTMLElement | null} */
const find = (key, root = document) => root.querySelector(`[data-focus="${CSS.escape(key)}"]`);
/** What has the focus; an element of the page always is one of HTML. */
const active = () => /** @type {HTMLElement | null} */ (document.activeElement);
const idle = () => !document.activeElement || document.activeElement === document.body;

/**
 * Whether an event is a key press, or the click that one makes of a button.
 *
 * @param {UIEvent} event
 */
export const byKey = event => event.type === 'keydown' || (event.type === 'click' && event.detail === 0);

/**
 * Name what may hold the focus.
 *
 * @template {HTMLElement} Node
 * @param {Node} node
 * @param {string} key
 */
export const named = (node, key) => {
  node.dataset.focus = key;
  return node;
};

/**
 * Let `draw` fill a root anew; what held the focus in it holds it again.
 *
 * @type {(root: HTMLElement, draw: () => void) => void}
 */
export const keep = (root, draw) => {
  const key = root.contains(active()) ? active()?.dataset.focus : null;
  draw();
  if (key) find(key, root)?.focus({preventScroll: true});
};

/**
 * A feature is chosen at a node of a list, a text or a card.
 *
 * @type {(node: HTMLElement, id: string, event: UIEvent) => void}
 */
export const ask = (node, id, event) => {
  const key = node.closest('.atlas-card') ? opener?.key : node.dataset.focus;
  /** @type {HTMLElement | null} */
  const card = document.querySelector('.atlas-card');
  opener = {id, key};
  asked = byKey(event) ? {id, until: Date.now() + PATIENCE} : null;
  if (card && card.dataset.id === id) take(card);
};

/**
 * Give a card the focus if it was asked for by the keyboard.
 *
 * @param {HTMLElement} card
 */
export const take = card => {
  if (!asked || asked.id !== card.dataset.id) return;
  if (Date.now() < asked.until) card.querySelector('h3')?.focus({preventScroll: true});
  asked = null;
};

/**
 * A card closes: give the focus back to what opened it, else to the map.
 *
 * @param {string | null | undefined} id
 */
export const giveBack = id => {
  const node = opener?.id === id && opener?.key ? find(opener.key) : null;
  /** @type {HTMLElement | null} */
  const map = document.querySelector('.atlas-frame > .atlas-canvas');
  if (node) node.focus();
  else map?.focus({preventScroll: true});
};

/** @type {string | null} */
let askedClause = null; // that is to take the focus

/**
 * A clause is opened; by the keyboard, if what led to it shows the focus.
 *
 * @param {string} clause
 */
export const askClause = clause => {
  askedClause = active()?.matches(':focus-visible') ? clause : null;
};

/**
 * Whether a clause that comes into view is to take the focus: it was asked for by the keyboard, or the focus is lost.
 *
 * @param {string} clause
 */
export const takesFocus = clause => {
  const wanted = askedClause === clause;
  askedClause = null;
  return wanted || idle();
};

/** The reader went back: where what had the focus is gone, an open card has it. */
export const regain = async () => {
  await onScreen();
  /** @type {HTMLElement | null} */
  const title = document.querySelector('.atlas-card h3');
  if (idle()) title?.focus({preventScroll: true});
};

/** What has the focus moved as a card above it went: have it on the screen again. */
export const settle = () => {
  if (!idle() && active()?.dataset.focus) active()?.scrollIntoView({block: 'nearest'});
};

/**
 * On a phone have the map on the screen, and below it what has just come.
 *
 * @param {HTMLElement} root
 */
export const reveal = root => {
  root.closest('.atlas-side, .onefile-panel')?.scrollTo({top: 0});
  if (!NARROW.matches) return;
  const look = () => {
    const map = root.isConnected && document.querySelector('.atlas-mapbox, .onefile-map');
    if (!map) return;
    const box = root.getBoundingClientRect();
    const {top} = map.getBoundingClientRect();
    const seen = root.dataset.pulled
      ? box.top - top >= MAP_SEEN * window.innerHeight // a card over the map
      : window.innerHeight - box.top >= Math.min(box.height, SEEN);
    if (top >= -1 && seen) return;
    map.scrollIntoView({block: 'start'});
  };
  lookOn(look);
};

/**
 * On a phone have something at the top of the screen.
 *
 * @param {HTMLElement} root
 */
export const bring = root => {
  if (NARROW.matches) lookOn(() => root.scrollIntoView({block: 'start'}));
};

/** @type {number[]} */
let looks = [];

// A page that opens still grows: look again, unless the reader has moved on.
/** @param {() => void} look */
const lookOn = look => {
  look();
  stay();
  looks = [300, 900, 2000].map(ms => setTimeout(look, ms));
};

/** What is on the screen is what is wanted there: look for nothing else any more. */
export const stay = () => looks.forEach(timer => clearTimeout(timer));

for (const act of ['pointerdown', 'wheel', 'keydown'])
  document.addEventListener(act, stay, {capture: true, passive: true});

/**
 * Esc in an open legend folds it.
 *
 * @param {Legend} legend
 */
export const foldByEsc = legend =>
  legend.root.addEventListener('keydown', ({key}) => {
    if (key !== 'Escape' || legend.root.classList.contains('folded')) return;
    legend.fold(true);
    legend.button.focus();
  });

// ---- search ----------------------------------------------------------------------------------------

let searched = 0; // until when results answer what was entered

/**
 * The results of a search are there: to be read on from. Whether they are others than before.
 *
 * @type {(root: Mount, query: string) => boolean}
 */
export const found = (root, query) => {
  if (root.query === query) return false;
  root.query = query;
  root.closest('.atlas-own')?.scrollTo({top: 0});
  const list = /** @type {HTMLElement | null} */ (root.firstElementChild);
  if (list && Date.now() <= searched) {
    searched = 0;
    list.tabIndex = -1;
    list.focus({preventScroll: true});
  }
  return true;
};

/** Listen for what moves the focus on the served pages. */
export const watchPage = () => {
  /** @type {() => HTMLElement | null} */
  const input = () => document.querySelector('.atlas-search input');
  document.addEventListener(
    'keydown',
    event => {
      if (event.key === 'Enter' && closest(event, '.atlas-search')) searched = Date.now() + PATIENCE;
      if (event.key !== 'Escape' || !closest(event, '.st-key-found, .atlas-results')) return;
      /** @type {HTMLElement | null} */
      const close = document.querySelector('.close-panel');
      close?.click();
    },
    true,
  );
  document.addEventListener('click', event => {
    if (closest(event, '.close-panel')) input()?.focus();
    /** @type {HTMLAnchorElement | null} */
    const link = byKey(event) ? closest(event, 'a.atlas-go') : null;
    const id = link && new URL(link.href).searchParams.get('id');
    if (id && link.closest('.atlas-leaf')) ask(link, id, event);
  });
};
