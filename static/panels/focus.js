// Where the keyboard is, and on a phone the page: what opens a card by a key hands it the focus and has it back
// when the card closes. Python's answer draws lists anew, so what may hold the focus is known by `data-focus`.

import {NARROW} from '../device.js';
import {onSkipLink} from '../streamlit.js';

const PATIENCE = 8000; // ms: a later answer is to something else
const SEEN = 160; // px of a card or list that must be on the screen

let asked = null; // {id, until}: the card that is to take the focus
let opener = null; // {id, key}: what that card was opened by

const find = (key, root = document) => root.querySelector(`[data-focus="${CSS.escape(key)}"]`);
const idle = () => !document.activeElement || document.activeElement === document.body;

/** Whether an event is a key press, or the click that one makes of a button. */
export const byKey = event => event.type === 'keydown' || (event.type === 'click' && event.detail === 0);

/** Name what may hold the focus. */
export const named = (node, key) => {
  node.dataset.focus = key;
  return node;
};

/** Let `draw` fill a root anew; what held the focus in it holds it again. */
export const keep = (root, draw) => {
  const key = root.contains(document.activeElement) ? document.activeElement.dataset.focus : null;
  draw();
  if (key) find(key, root)?.focus({preventScroll: true});
};

/** A feature is chosen at a node of a list, a text or a card. */
export const ask = (node, id, event) => {
  const key = node.closest('.atlas-card') ? opener?.key : node.dataset.focus;
  const card = document.querySelector('.atlas-card');
  opener = {id, key};
  asked = byKey(event) ? {id, until: Date.now() + PATIENCE} : null;
  if (card?.dataset.id === id) take(card);
};

/** Give a card the focus if it was asked for by the keyboard. */
export const take = card => {
  if (asked?.id !== card.dataset.id) return;
  if (Date.now() < asked.until) card.querySelector('h3').focus({preventScroll: true});
  asked = null;
};

/** A card closes: give the focus back to what opened it, else to the map. */
export const giveBack = id => {
  const node = opener?.id === id && opener.key && find(opener.key);
  if (node) node.focus();
  else document.querySelector('.atlas-frame > .atlas-canvas')?.focus({preventScroll: true});
};

/** What has the focus moved as a card above it went: have it on the screen again. */
export const settle = () => {
  if (!idle() && document.activeElement.dataset.focus) document.activeElement.scrollIntoView({block: 'nearest'});
};

/** On a phone have the map on the screen, and below it what has just come. */
export const reveal = root => {
  root.closest('.st-key-panel, .onefile-panel')?.scrollTo({top: 0});
  if (!NARROW.matches) return;
  const look = () => {
    const map = root.isConnected && document.querySelector('.st-key-mapbox, .onefile-map');
    const box = root.getBoundingClientRect();
    if (!map || (map.getBoundingClientRect().top >= 0 && window.innerHeight - box.top >= Math.min(box.height, SEEN)))
      return;
    map.scrollIntoView({block: 'start'});
  };
  look();
  // a page that opens still grows: look again, unless the reader has moved on
  stay();
  looks = [300, 900, 2000].map(ms => setTimeout(look, ms));
};

let looks = [];

/** What is on the screen is what is wanted there: look for nothing else any more. */
export const stay = () => looks.forEach(clearTimeout);

for (const act of ['pointerdown', 'wheel', 'keydown'])
  document.addEventListener(act, stay, {capture: true, passive: true});

/** Esc in an open legend folds it. */
export const foldByEsc = legend =>
  legend.root.addEventListener('keydown', ({key}) => {
    if (key !== 'Escape' || legend.root.classList.contains('folded')) return;
    legend.fold(true);
    legend.button.focus();
  });

// ---- what Streamlit draws anew ---------------------------------------------------------------------

/** Streamlit is about to replace what has the focus: give it to its successor once that is there. */
const regain = (selector, ready = () => true) => {
  const until = Date.now() + PATIENCE;
  const start = document.activeElement;
  const look = setInterval(() => {
    const node = ready() && document.querySelector(selector);
    if (node && idle()) node.focus({preventScroll: true});
    const moved = !idle() && document.activeElement !== start && !document.activeElement.matches(selector);
    if (moved || Date.now() > until) clearInterval(look);
  }, 60);
};

let searched = 0; // until when results answer what was entered

/** The results of a search are there: to be seen, and read on from. */
export const found = (root, query) => {
  if (root.query === query) return;
  root.query = query;
  reveal(root);
  if (Date.now() > searched) return;
  searched = 0;
  const list = root.firstElementChild;
  list.tabIndex = -1;
  list.focus({preventScroll: true});
};

/** Listen for what moves the focus on the served pages. */
export const watchPage = () => {
  // Streamlit's own link goes to what holds the header as well.
  document.addEventListener(
    'click',
    event => {
      if (!onSkipLink(event)) return;
      event.preventDefault();
      event.stopPropagation();
      const panel = document.querySelector('.st-key-panel');
      panel.tabIndex = -1;
      panel.focus();
    },
    true,
  );
  document.addEventListener(
    'keydown',
    event => {
      if (event.key === 'Enter' && event.target.closest?.('.st-key-searchbox')) searched = Date.now() + PATIENCE;
      if (event.key === 'Escape' && event.target.closest?.('.st-key-found'))
        document.querySelector('.st-key-search_clear button')?.click();
    },
    true,
  );
  document.addEventListener('click', event => {
    const {target} = event;
    if (target.closest?.('.st-key-search_clear'))
      regain('.st-key-searchbox input', () => !document.querySelector('.st-key-found'));
    const link = byKey(event) ? target.closest?.('a.atlas-go') : null;
    const id = link && new URL(link.href).searchParams.get('id');
    if (link?.closest('.atlas-leaf') && id) ask(link, id, event);
    if (link?.closest('.st-key-topbar'))
      regain(link.matches('.atlas-language') ? '.atlas-language' : '.atlas-pages .here');
  });
};
