// All that the browser's side of the atlas relies on in Streamlit beyond its documented interface: test ids, class
// names, its use of the history. The Python side is atlas/web/server/streamlit_internals.py, the styles are styles/streamlit.css.

import {closest, element} from './dom.js';

/** @import {Texts} from './types.d.ts' */

const APP = '[data-testid="stApp"]';
const CONNECTION = 'data-test-connection-state'; // attribute of the app
const CONNECTED = 'CONNECTED';
const DIALOG_CLOSE = 'body > .stDialog [aria-label="Close"]';
const EXCEPTION = '.stException';
const FILE_CHIP = '.stFileChip';
const FILE_CHIP_NAME = '.stFileChipName';
const FILE_CHIP_DELETE = '[data-testid="stFileChipDeleteBtn"] button';
const FILE_ADD = '[data-testid="stFileUploaderDropzone"] button[aria-label="Add files"]';
const FILE_TOO_LARGE = /smaller|413/; // in Streamlit's message about a file
const SKIP_LINK = '[data-testid="stSkipToContent"]';

const SILENCE = 2500; // ms without the server before the reader is told
const ADDRESS_WRITTEN = 'atlas:url'; // event of the window

// ---- the address -----------------------------------------------------------------------------------

/**
 * Go to another page of the atlas as Back would: Streamlit reads the new address, the map stays.
 *
 * @param {string} address
 */
export const openAddress = address => {
  window.history.pushState(window.history.state, '', address);
  window.dispatchEvent(new PopStateEvent('popstate'));
};

/**
 * Put a fragment into the address. Streamlit keeps its own data in the state of the history: leave it there.
 *
 * @param {string} hash
 */
export const replaceFragment = hash => {
  const {pathname, search} = window.location;
  window.history.replaceState(window.history.state, '', `${pathname}${search}${hash}`);
};

/**
 * Streamlit writes the query without the fragment: call `act` after each time.
 *
 * @param {() => void} act
 */
export const onAddressWritten = act => window.addEventListener(ADDRESS_WRITTEN, act);

/** Report when Streamlit writes the address. */
export const watchHistory = () => {
  for (const method of /** @type {const} */ (['pushState', 'replaceState'])) {
    const original = window.history[method].bind(window.history);
    /** @type {History['pushState']} */
    window.history[method] = (state, title, url) => {
      original(state, title, url);
      if (!String(url ?? '').includes('#')) window.dispatchEvent(new Event(ADDRESS_WRITTEN));
    };
  }
};

// ---- the link that skips to the content ------------------------------------------------------------

/**
 * Name the link in the page's language: Streamlit has it in English only.
 *
 * @param {string} text
 */
export const nameSkipLink = text => {
  const link = document.querySelector(SKIP_LINK);
  if (link) link.textContent = text;
};

/**
 * Whether an event concerns the link.
 *
 * @param {Event} event
 */
export const onSkipLink = event => closest(event, SKIP_LINK) !== null;

// ---- between the reader and the server -------------------------------------------------------------

/** @type {number | null} */
let silence = null; // timer
/** @type {HTMLElement | null} */
let bar = null;

// The page stays and can be read while the server does not answer.
/** @param {Texts} text */
const showAway = text => {
  if (bar) return;
  bar = element('p', 'atlas-away', text('map.server_away'));
  bar.setAttribute('role', 'status');
  document.body.append(bar);
};

/** @type {(app: Element, text: Texts) => void} */
const connectionChanged = (app, text) => {
  const connected = app.getAttribute(CONNECTION) === CONNECTED;
  document.body.classList.toggle('server-away', !connected);
  if (!connected) {
    silence ??= setTimeout(showAway, SILENCE, text);
    return;
  }
  clearTimeout(silence ?? undefined);
  bar?.remove();
  silence = null;
  bar = null;
};

// Streamlit's dialog about a lost connection blocks the page: close it as soon as it opens.
const closeDialog = () => {
  /** @type {HTMLElement | null} */
  const close = document.querySelector(DIALOG_CLOSE);
  if (document.body.classList.contains('server-away')) close?.click();
};

// An attribute that is set to what it is already would call the observer again.
/** @type {(node: Element, words: string) => void} */
const nameNode = (node, words) => {
  if (node.getAttribute('aria-label') !== words) node.setAttribute('aria-label', words);
};

/** @type {(box: Element, text: Texts) => void} */
const explainException = (box, text) => {
  if (box.firstElementChild?.className === 'atlas-problem') return;
  const problem = element('p', 'atlas-problem', text('map.page_failed'));
  problem.setAttribute('role', 'alert');
  box.prepend(problem);
};

/** @type {(chip: Element, text: Texts) => void} */
const translateFile = (chip, text) => {
  const file = chip.querySelector(FILE_CHIP_NAME)?.textContent ?? '';
  const remove = chip.querySelector(FILE_CHIP_DELETE);
  if (remove) nameNode(remove, text('map.upload_remove').replace('{file}', file));
  /** @type {HTMLElement | null} */
  const alert = chip.querySelector('[role=alert]');
  if (!alert || alert.dataset.told) return;
  const said = alert.textContent ?? '';
  alert.dataset.told = said;
  const key = FILE_TOO_LARGE.test(said) ? 'map.upload_large' : 'map.upload_failed';
  const words = text(key).replace('{size}', /[\d.]+ ?[KMGT]B/.exec(said)?.[0] ?? '200 MB');
  if (said !== words) alert.textContent = words;
};

/** @param {Texts} text */
const translate = text => {
  for (const box of document.querySelectorAll(EXCEPTION)) explainException(box, text);
  for (const chip of document.querySelectorAll(FILE_CHIP)) translateFile(chip, text);
  for (const add of document.querySelectorAll(FILE_ADD)) nameNode(add, text('map.upload_more'));
};

/**
 * Show errors, uploads and a lost connection in the page's language, in place of Streamlit's English messages.
 *
 * @param {Texts} text
 */
export const watchServer = text => {
  const app = document.querySelector(APP);
  if (!app) {
    requestAnimationFrame(() => watchServer(text));
    return;
  }
  new MutationObserver(() => connectionChanged(app, text)).observe(app, {attributeFilter: [CONNECTION]});
  connectionChanged(app, text); // it may be lost already
  let due = false;
  const look = () => {
    if (due) return;
    due = true;
    requestAnimationFrame(() => {
      due = false;
      translate(text);
    });
  };
  new MutationObserver(look).observe(app, {childList: true, subtree: true});
  new MutationObserver(closeDialog).observe(document.body, {childList: true});
  look();
};
