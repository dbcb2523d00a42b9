// Entry of everything that the atlas runs in the browser. First the page and its map are drawn, from what the document
// names; then Streamlit is started, which mounts a few small components: each hands its element and data to one
// function here. Python sends data, never markup.

import {onScreen} from './dom.js';
import {Atlas} from './map/atlas.js';
import {painted} from './map/loader.js';
import {Page} from './page.js';
import {takeFiles} from './panels/files.js';
import {stay, watchPage} from './panels/focus.js';
import {sections} from './panels/sections.js';
import {fetchJson} from './state/page_data.js';
import {seenAt} from './state/seen.js';
import {unpack} from './state/unpack.js';
import {showAway, start, watchServer} from './streamlit.js';

/** @import {Component, Found, Leaflet, MapFiles, Panel, ReaderState, Start} from './types.d.ts' */
/** @typedef {{default: (L: Leaflet, atlas: Atlas) => L.Map}} MapModule folium's script */

const PATIENCE = 8000; // ms after which an answer no longer belongs to the last question
const FONT = "16px 'Atlas Sans'"; // of English texts
const FONT_PATIENCE = 300; // ms to wait for it, so that nothing moves when it comes
const LATEST = 1500; // ms after which Streamlit is started even if the map is not there

/** @type {Page} */
let page;
/** @type {(page: Page) => void} */
let tellDrawn = () => {};
/** @type {Promise<Page>} the page, once its map can be used */
const drawn = new Promise(done => {
  tellDrawn = done;
});

/** @type {(url: string) => Promise<Leaflet>} */
const loadLeaflet = url =>
  new Promise((done, failed) => {
    const script = document.createElement('script');
    script.src = new URL(url, document.baseURI).href;
    script.onload = () => (window.L ? done(window.L) : failed(new Error('Leaflet did not load')));
    script.onerror = () => failed(new Error('Leaflet did not load'));
    document.head.append(script);
  });

/** @type {(files: MapFiles) => Promise<[Leaflet, MapModule]>} */
const fetchCode = ({leaflet, module}) =>
  Promise.all([loadLeaflet(leaflet), import(new URL(module, document.baseURI).href)]);

/** @type {(ms: number) => Promise<void>} */
const later = ms => new Promise(done => setTimeout(done, ms));

/** @type {(files: Start, code: Promise<[Leaflet, MapModule]>) => Promise<void>} */
const drawMap = async (files, code) => {
  const [L, module] = await code;
  const atlas = new Atlas(files.element, fetchJson);
  atlas.downloads = new URL(files.downloads, document.baseURI);
  atlas.tell = change => page.browsing.take(change);
  page.mapbox.append(atlas.frame);
  module.default(L, atlas);
  page.atlas = atlas;
  await page.show();
  watchServer(key => atlas.text(key)); // texts come with the map's script
  takeFiles(key => atlas.text(key));
  await atlas.settled();
  await later(0); // the map shows its layers in a task of their own
  await onScreen(); // the map is, without names
  await onScreen();
};

/** @param {Start} files */
const run = async files => {
  let started = false;
  const startOnce = () => {
    if (!started) start(files.streamlit, () => drawn.then(({atlas}) => showAway(key => atlas?.text(key) ?? key)));
    started = true;
  };
  const timer = setTimeout(startOnce, LATEST);
  const code = fetchCode(files);
  page = new Page(files.data, unpack(await fetchJson(files.data.filter)), files.home, files.feedback);
  if (page.browsing.lang === 'en') await Promise.race([document.fonts.load(FONT), later(FONT_PATIENCE)]);
  let tellMapped = () => {};
  /** @type {Promise<void>} */
  const first = new Promise(done => {
    tellMapped = done;
  });
  page.mapped = async () => {
    await first;
    await painted(page.atlas?.layers.values() ?? []);
  };
  await page.open();
  try {
    await drawMap(files, code);
  } finally {
    tellMapped();
    clearTimeout(timer);
    startOnce();
  }
  tellDrawn(page);
  (window.requestIdleCallback ?? setTimeout)(() => page.fetchListedCards());
};

// ---- what Streamlit mounts -------------------------------------------------------------------------

/** @param {Component<{page: string, query: string}>} component */
export const mountPage = ({data, setTriggerValue}) => {
  page.telling.heard(data.page, data.query, setTriggerValue);
  page.showOwn();
  page.showTitle();
};

/** @param {Component<{page: string, query: string, ids: string[]}>} component */
export const mountListed = ({data: {page: key, query, ids}}) => {
  if (seenAt(page.browsing.data, key, query).ids.join() !== ids.join())
    console.error(`${key}?${query}: browser and Python list different features`);
};

/** @param {Component<Panel & {shapes?: Found, query?: string, total?: number, answers?: boolean}>} component */
export const mountSections = ({data, parentElement}) => {
  sections(parentElement, data, {
    select: id => page.select(id),
    town: code => (data.query ? page.topbar.search.showTown(code) : page.town(code)),
    read: clause => page.read(clause),
  });
  const {shapes} = data;
  if (shapes) drawn.then(({atlas}) => atlas?.shapes.showFound(shapes));
  if (data.query) page.results.take(parentElement, data.query, data.total ?? 0);
  // On a phone the answer to a question asked on the map lies below the map.
  const {atlas} = page;
  if (data.answers && atlas?.narrow && Date.now() - atlas.askedAt < PATIENCE) {
    atlas.askedAt = 0;
    stay();
    parentElement.scrollIntoView();
  }
};

// Only the page with the plan's text needs the reader.
/** @param {Component<ReaderState>} component */
export const mountReader = async ({data, parentElement}) => {
  const {Reader} = await import('./panels/reader.js');
  parentElement.reader ??= new Reader(parentElement, () => page.atlas);
  parentElement.reader.show(data);
};

// ---- start -----------------------------------------------------------------------------------------

watchPage();

/** @type {HTMLMetaElement | null} */
const files = document.querySelector('meta[name="atlas"]');
if (files)
  run(JSON.parse(files.content)).catch(error => {
    console.error(error);
    document.body.classList.remove('atlas-on');
    document.body.classList.add('atlas-off'); // the document says that the page cannot be shown
  });
