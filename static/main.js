// Entry of everything that the atlas runs in the browser. Streamlit mounts three small components; each
// hands its element and data to one function here. Python sends data, never markup.

import {Atlas} from './atlas.js';
import {element} from './chooser.js';
import {takeFiles} from './files.js';
import {found, stay, watchPage} from './focus.js';
import {card, sheet, table} from './panel.js';
import {watchServer} from './server.js';

const PATIENCE = 8000;                 // ms: a later answer is to something else

let atlas = null, waiting = null, fetched = null, begun = null;

const leaflet = url => new Promise((done, failed) => {
  if (window.L) return done(window.L);
  const script = document.createElement('script');
  script.src = new URL(url, document.baseURI);
  script.onload = () => done(window.L);
  script.onerror = () => failed(new Error('Leaflet did not load'));
  document.head.append(script);
});

const fetchCode = data => fetched ??= Promise.all([leaflet(data.leaflet), import(new URL(data.module, document.baseURI))]);

const fetchLayer = async url => {
  const response = await fetch(new URL(url, document.baseURI));
  if (!response.ok) throw new Error(`HTTP ${response.status}`);
  return response.json();
};

// The map is made while Streamlit is still connecting, where it will stand and as large; mounting it then
// only moves it in the document. Until then it is to be looked at, not used.
const begin = data => begun ??= (async () => {
  atlas = Object.assign(new Atlas(data.element, fetchLayer), {served: true});
  waiting = element('div', 'atlas-waiting', atlas.frame);
  watchServer(key => atlas.text(key));
  document.body.append(waiting);
  const [L, module] = await fetchCode(data);
  module.default(L, atlas);
  takeFiles(key => atlas.text(key));
  if (waiting.isConnected) atlas.apply(data.state);       // not mounted yet: as the document says
})();

export const mountMap = ({data, parentElement, setTriggerValue}) => {
  const ready = begin(data);
  if (!parentElement.atlas) {
    parentElement.atlas = atlas;
    parentElement.append(atlas.frame);
    waiting.remove();
    ready.then(() => { if (!atlas.applied) atlas.apply(atlas.state); atlas.mounted(); })
      .catch(error => { console.error(error); atlas.notice(String(error.message)); });
  }
  atlas.tell = setTriggerValue;                     // an event, not a state: the URL alone keeps state
  atlas.apply(data.state);
};

export const mountTable = ({data, parentElement}) => table(parentElement, data, {select: id => atlas?.select(id, true)});

export const mountCard = ({data, parentElement}) => card(parentElement, data, {
  select: id => atlas?.select(id, true),
  close: () => atlas?.select(null),
  town: code => atlas?.pickTown(code),
  read: clause => navigate(data.reader, {clause}),
});

export const mountSheet = ({data, parentElement}) => {
  sheet(parentElement, data, {
    select: id => atlas?.select(id, true),
    town: code => atlas?.pickTown(code),
    read: clause => navigate(data.reader, {clause}),
  });
  if (data.shapes) atlas?.showFound(data.shapes);
  if (data.query) found(parentElement, data.query);
  // on a phone the answer to what was just asked on the map lies below it
  if (data.answers && atlas?.narrow && Date.now() - atlas.askedAt < PATIENCE) { atlas.askedAt = 0; stay(); parentElement.scrollIntoView(); }
};

// The reader comes when it is asked for: no other page waits for it.
export const mountReader = async ({data, parentElement}) => {
  const {Reader} = await import('./reader.js');
  (parentElement.reader ??= new Reader(parentElement, () => atlas)).show(data);
};

// To another page of the atlas, as Back would go there: Streamlit hears of it, the map stays.
const go = address => {
  window.history.pushState(window.history.state, '', address);
  window.dispatchEvent(new PopStateEvent('popstate'));
};

const navigate = (path, parameters) => {
  const query = new URLSearchParams(window.location.search);
  for (const [name, value] of Object.entries(parameters)) query.set(name, value);
  for (const name of ['off', 'on']) query.delete(name);
  go(`${path}?${query}`);
};

document.addEventListener('click', event => {
  const link = event.target.closest?.('a.atlas-go');
  if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  go(link.href);
});

// Streamlit writes the query without the fragment that holds the view: tell the map after each write.
for (const method of ['pushState', 'replaceState']) {
  const original = window.history[method].bind(window.history);
  window.history[method] = (state, title, url) => {
    original(state, title, url);
    if (!String(url ?? '').includes('#')) window.dispatchEvent(new Event('atlas:url'));
  };
}

watchPage();

const addresses = document.querySelector('meta[name="atlas"]');
if (addresses) {
  const data = JSON.parse(addresses.content);
  fetchCode(data).catch(() => {});                  // what fails here is told when the map is mounted
  const idle = window.requestIdleCallback ?? (task => setTimeout(task, 200));
  idle(() => begin(data).catch(() => {}), {timeout: 1500});
}
