// All that the browser's side of the atlas relies on in Streamlit beyond its documented interface: test ids, class
// names, its use of the history. The Python side is atlas/web/server/streamlit_internals.py, the styles are
// styles/streamlit.css.

import {element} from './dom.js';

/** @import {Entry, Texts} from './types.d.ts' */

const APP = '[data-testid="stApp"]';
const CONNECTION = 'data-test-connection-state'; // attribute of the app
const CONNECTED = 'CONNECTED';
const DIALOG_CLOSE = 'body > .stDialog [aria-label="Close"]';
const MAIN = '#stMain';
const EXCEPTION = '.stException';
const FILE_CHIP = '.stFileChip';
const FILE_CHIP_NAME = '.stFileChipName';
const FILE_CHIP_DELETE = '[data-testid="stFileChipDeleteBtn"] button';
const FILE_DROP = '[data-testid="stFileUploaderDropzone"][role="presentation"]';
const FILE_ADD = '[data-testid="stFileUploaderDropzone"] button[aria-label="Add files"]';
const FILE_TOO_LARGE = /smaller|413/; // in Streamlit's message about a file

const SILENCE = 2500; // ms without the server before the reader is told
const ICON_FONT = /Material Symbols/;

// ---- starting --------------------------------------------------------------------------------------

/** The element that Streamlit draws in. */
export const ROOT = '#root';

// Streamlit fetches its icons' font (375 KB) before anything needs it; the styles fetch it where an icon stands.
const keepIconFont = () => {
  const load = document.fonts.load.bind(document.fonts);
  document.fonts.load = (font, text) => (ICON_FONT.test(font) ? Promise.resolve([]) : load(font, text));
};

/**
 * Let Streamlit run, in its root element wherever that stands; `failed` is called if it does not load.
 *
 * @type {(entry: Entry, failed: () => void) => void}
 */
export const start = ({entry, scripts, styles}, failed) => {
  keepIconFont();
  const first = document.head.firstElementChild;
  for (const href of styles) {
    const link = Object.assign(document.createElement('link'), {rel: 'stylesheet', href, crossOrigin: 'anonymous'});
    document.head.insertBefore(link, first); // the atlas's styles come after Streamlit's
  }
  for (const href of scripts)
    document.head.append(
      Object.assign(document.createElement('link'), {rel: 'modulepreload', href, crossOrigin: 'anonymous'}),
    );
  for (const src of entry) {
    const script = Object.assign(document.createElement('script'), {type: 'module', src, crossOrigin: 'anonymous'});
    script.addEventListener('error', failed);
    document.head.append(script);
  }
};

// ---- the address -----------------------------------------------------------------------------------

/** @type {(method: 'pushState' | 'replaceState', to: string) => void} */
const write = (method, to) => History.prototype[method].call(window.history, window.history.state, '', to);

/** The address of the page. */
export const address = () => window.location;

/**
 * Make an address the current one, as a step that Back undoes; the view in the fragment stays.
 *
 * @param {string} to path and query
 */
export const push = to => write('pushState', `${to}${window.location.hash}`);

/**
 * Make an address the current one, in place of the one before; the view in the fragment stays.
 *
 * @param {string} to path and query
 */
export const replace = to => write('replaceState', `${to}${window.location.hash}`);

/**
 * Put a fragment into the address.
 *
 * @param {string} hash
 */
export const replaceFragment = hash => {
  const {pathname, search} = window.location;
  write('replaceState', `${pathname}${search}${hash}`);
};

/** Have Streamlit open the page at the current address, as after Back. */
export const goTo = () => window.dispatchEvent(new PopStateEvent('popstate'));

/**
 * Where Python writes an address, Streamlit pushes it: give its path and query to `act` instead.
 *
 * @param {(path: string, query: string) => void} act
 */
export const onPythonsAddress = act => {
  /** @type {History['pushState']} */
  const take = (state, title, url) => {
    const to = new URL(String(url ?? ''), document.baseURI);
    act(to.pathname, to.search);
  };
  window.history.pushState = take;
  window.history.replaceState = take;
};

// ---- between the reader and the server -------------------------------------------------------------

/** @type {number | null} */
let silence = null; // timer
/** @type {HTMLElement | null} */
let bar = null;

/**
 * Say that the server does not answer; the page stays and can be used.
 *
 * @param {Texts} text
 */
export const showAway = text => {
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

// The page has a main part, of which Streamlit's is one; and the Tab key need not stop there.
const joinMain = () => {
  const main = document.querySelector(MAIN);
  if (!main || main.getAttribute('role')) return;
  main.setAttribute('role', 'none');
  main.removeAttribute('tabindex');
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
  for (const drop of document.querySelectorAll(FILE_DROP)) drop.setAttribute('role', 'group'); // it has the focus
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
      joinMain();
      translate(text);
    });
  };
  new MutationObserver(look).observe(app, {childList: true, subtree: true});
  new MutationObserver(closeDialog).observe(document.body, {childList: true});
  look();
};
