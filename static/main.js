// Entry of everything that the atlas runs in the browser. Streamlit mounts a few small components; each hands its
// element and data to one function here. Python sends data, never markup.

import {element} from './dom.js';
import {Atlas} from './map/atlas.js';
import {card} from './panels/card.js';
import {takeFiles} from './panels/files.js';
import {found, stay, watchPage} from './panels/focus.js';
import {sections} from './panels/sections.js';
import {table} from './panels/table.js';
import {openAddress, watchHistory, watchServer} from './streamlit.js';

const PATIENCE = 8000; // ms after which an answer no longer belongs to the last question

let atlas = null;
let waiting = null; // holds the map until Streamlit mounts it
let fetched = null; // Leaflet and folium's script
let begun = null;

const loadLeaflet = url =>
  new Promise((done, failed) => {
    if (window.L) {
      done(window.L);
      return;
    }
    const script = document.createElement('script');
    script.src = new URL(url, document.baseURI).href;
    script.onload = () => done(window.L);
    script.onerror = () => failed(new Error('Leaflet did not load'));
    document.head.append(script);
  });

const fetchCode = data =>
  (fetched ??= Promise.all([loadLeaflet(data.leaflet), import(new URL(data.module, document.baseURI).href)]));

const fetchLayer = async url => {
  const response = await fetch(new URL(url, document.baseURI));
  if (!response.ok) throw new Error(`HTTP ${response.status}`);
  return response.json();
};

// The map is made while Streamlit is still connecting, at the place and in the size that it will have. Mounting it
// only moves it in the document. Until then it can be seen but not used.
const makeMap = async data => {
  atlas = new Atlas(data.element, fetchLayer);
  atlas.served = true;
  atlas.downloads = new URL(data.downloads, document.baseURI);
  waiting = element('div', 'atlas-waiting', atlas.frame);
  document.body.append(waiting);
  const [L, module] = await fetchCode(data);
  module.default(L, atlas);
  watchServer(key => atlas.text(key)); // texts come with the map's script
  takeFiles(key => atlas.text(key));
  if (waiting.isConnected) atlas.apply(data.state); // not mounted yet: show the state that the document has
};

const begin = data => (begun ??= makeMap(data));

const warn = error => {
  console.error(error);
  atlas.notice(String(error.message));
};

export const mountMap = ({data, parentElement, setTriggerValue}) => {
  const ready = begin(data);
  if (!parentElement.atlas) {
    parentElement.atlas = atlas;
    parentElement.append(atlas.frame);
    waiting.remove();
    ready
      .then(() => {
        if (!atlas.applied) atlas.apply(atlas.state);
        atlas.mounted();
      })
      .catch(warn);
  }
  atlas.tell = setTriggerValue; // an event, not a state: the address alone keeps state
  atlas.apply(data.state);
};

const select = id => atlas?.select(id, true);
const town = code => atlas?.pickTown(code);

/** Open the plan's text at a clause. */
const read = (path, clause) => {
  const query = new URLSearchParams(window.location.search);
  query.set('clause', clause);
  for (const name of ['off', 'on']) query.delete(name);
  openAddress(`${path}?${query}`);
};

export const mountTable = ({data, parentElement}) => table(parentElement, data, {select});

export const mountCard = ({data, parentElement}) =>
  card(parentElement, data, {
    select,
    town,
    close: () => atlas?.select(null),
    read: clause => read(data.reader, clause),
  });

export const mountSections = ({data, parentElement}) => {
  sections(parentElement, data, {select, town, read: clause => read(data.reader, clause)});
  if (data.shapes) atlas?.showFound(data.shapes);
  if (data.query) found(parentElement, data.query);
  // On a phone the answer to a question asked on the map lies below the map.
  if (data.answers && atlas?.narrow && Date.now() - atlas.askedAt < PATIENCE) {
    atlas.askedAt = 0;
    stay();
    parentElement.scrollIntoView();
  }
};

// Only the page with the plan's text needs the reader.
export const mountReader = async ({data, parentElement}) => {
  const {Reader} = await import('./panels/reader.js');
  parentElement.reader ??= new Reader(parentElement, () => atlas);
  parentElement.reader.show(data);
};

document.addEventListener('click', event => {
  const link = event.target.closest?.('a.atlas-go');
  if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  openAddress(link.href);
});

watchHistory();
watchPage();

const addresses = document.querySelector('meta[name="atlas"]');
if (addresses) {
  const data = JSON.parse(addresses.content);
  fetchCode(data).catch(() => {}); // a failure is reported when the map is mounted
  const idle = window.requestIdleCallback ?? (task => setTimeout(task, 200));
  idle(() => begin(data).catch(() => {}), {timeout: 1500});
}
