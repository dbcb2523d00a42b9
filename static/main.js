// Entry of everything that the atlas runs in the browser. Streamlit mounts a few small components; each hands its
// element and data to one function here. Python sends data, never markup.

import {closest, element} from './dom.js';
import {Atlas} from './map/atlas.js';
import {card} from './panels/card.js';
import {takeFiles} from './panels/files.js';
import {found, stay, watchPage} from './panels/focus.js';
import {sections} from './panels/sections.js';
import {table} from './panels/table.js';
import {openAddress, watchHistory, watchServer} from './streamlit.js';

/** @import {Acts, Card, Component, FetchLayer, Found, Leaflet, MapFiles, Panel, ReaderState, State, Table} from './types.d.ts' */
/** @typedef {{default: (L: Leaflet, atlas: Atlas) => L.Map}} MapModule folium's script */

const PATIENCE = 8000; // ms after which an answer no longer belongs to the last question

/** @type {Atlas | null} */
let atlas = null;
/** @type {HTMLElement | null} */
let waiting = null; // holds the map until Streamlit mounts it
/** @type {Promise<[Leaflet, MapModule]> | null} */
let fetched = null; // Leaflet and folium's script
/** @type {Promise<Atlas> | null} */
let begun = null;

/** @type {(atlas: Atlas) => void} */
let tellMade = () => {};
/** @type {Promise<Atlas>} the map, once it can be used: panels may be there before it */
const made = new Promise(done => {
  tellMade = done;
});

/** @type {(url: string) => Promise<Leaflet>} */
const loadLeaflet = url =>
  new Promise((done, failed) => {
    const failure = new Error('Leaflet did not load');
    const take = () => (window.L ? done(window.L) : failed(failure));
    if (window.L) {
      take();
      return;
    }
    const script = document.createElement('script');
    script.src = new URL(url, document.baseURI).href;
    script.onload = take;
    script.onerror = () => failed(failure);
    document.head.append(script);
  });

/** @param {Pick<MapFiles, 'leaflet' | 'module'>} data */
const fetchCode = data =>
  (fetched ??= Promise.all([loadLeaflet(data.leaflet), import(new URL(data.module, document.baseURI).href)]));

/** @type {FetchLayer} */
const fetchLayer = async url => {
  const response = await fetch(new URL(url, document.baseURI));
  if (!response.ok) throw new Error(`HTTP ${response.status}`);
  return response.json();
};

// The map is made while Streamlit is still connecting, at the place and in the size that it will have. Mounting it
// only moves it in the document. Until then it can be seen but not used.
/** @param {MapFiles & {state: State}} data */
const makeMap = async data => {
  const map = new Atlas(data.element, fetchLayer);
  atlas = map;
  map.downloads = new URL(data.downloads, document.baseURI);
  waiting = element('div', 'atlas-waiting', map.frame);
  document.body.append(waiting);
  const [L, module] = await fetchCode(data);
  module.default(L, map);
  watchServer(key => map.text(key)); // texts come with the map's script
  takeFiles(key => map.text(key));
  if (waiting.isConnected) map.apply(data.state); // not mounted yet: show the state that the document has
  tellMade(map);
  return map;
};

/** @param {MapFiles & {state: State}} data */
const begin = data => (begun ??= makeMap(data));

/** @param {Error} error */
const warn = error => {
  console.error(error);
  atlas?.notice(String(error.message));
};

/** @param {Component<MapFiles & {state: State}>} component */
export const mountMap = ({data, parentElement, setTriggerValue}) => {
  const ready = begin(data);
  if (!atlas) return; // `begin` has made it
  if (!parentElement.atlas) {
    parentElement.atlas = atlas;
    parentElement.append(atlas.frame);
    waiting?.remove();
    ready
      .then(map => {
        if (!map.applied) map.apply(map.state);
        map.mounted();
      })
      .catch(warn);
  }
  atlas.tell = setTriggerValue; // an event, not a state: the address alone keeps state
  atlas.apply(data.state);
};

/** @param {string | null} id */
const select = id => made.then(map => map.select(id, id !== null));
/** @param {string} code */
const town = code => made.then(map => map.pickTown(code));

/**
 * Open the plan's text at a clause.
 *
 * @type {(path: string, clause: string) => void}
 */
const read = (path, clause) => {
  const query = new URLSearchParams(window.location.search);
  query.set('clause', clause);
  for (const name of ['off', 'on']) query.delete(name);
  openAddress(`${path}?${query}`);
};

/** @param {Component<Table>} component */
export const mountTable = ({data, parentElement}) => table(parentElement, data, {select});

/** @param {Component<(Card | {id: null}) & {reader: string}>} component */
export const mountCard = ({data, parentElement}) =>
  card(parentElement, data, {
    select,
    town,
    close: () => select(null),
    read: clause => read(data.reader, clause),
  });

/** @param {Component<Panel & {reader: string, shapes?: Found, query?: string, answers?: boolean}>} component */
export const mountSections = ({data, parentElement}) => {
  sections(parentElement, data, {select, town, read: clause => read(data.reader, clause)});
  const {shapes} = data;
  if (shapes) made.then(map => map.shapes.showFound(shapes));
  if (data.query) found(parentElement, data.query);
  // On a phone the answer to a question asked on the map lies below the map.
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
  parentElement.reader ??= new Reader(parentElement, () => atlas);
  parentElement.reader.show(data);
};

document.addEventListener('click', event => {
  /** @type {HTMLAnchorElement | null} */
  const link = closest(event, 'a.atlas-go');
  if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  openAddress(link.href);
});

watchHistory();
watchPage();

/** @type {HTMLMetaElement | null} */
const addresses = document.querySelector('meta[name="atlas"]');
if (addresses) {
  const data = JSON.parse(addresses.content);
  fetchCode(data).catch(() => {}); // a failure is reported when the map is mounted
  const idle = window.requestIdleCallback ?? ((/** @type {() => void} */ task) => setTimeout(task, 200));
  idle(() => begin(data).catch(() => {}), {timeout: 1500});
}
