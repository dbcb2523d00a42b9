// Entry of everything that the atlas runs in the browser. Streamlit mounts three small components; each
// hands its element and data to one function here. Python sends data, never markup.

import {Atlas} from './atlas.js';
import {card, table} from './panel.js';

let atlas = null;

const leaflet = url => new Promise((done, failed) => {
  if (window.L) return done(window.L);
  const script = document.createElement('script');
  script.src = new URL(url, document.baseURI);
  script.onload = () => done(window.L);
  script.onerror = () => failed(new Error('Leaflet did not load'));
  document.head.append(script);
});

export const mountMap = ({data, parentElement, setTriggerValue}) => {
  if (!parentElement.atlas) {
    atlas = parentElement.atlas = new Atlas(parentElement);
    atlas.canvas.id = data.element;
    Promise.all([leaflet(data.leaflet), import(new URL(data.module, document.baseURI))])
      .then(([L, module]) => module.default(L, atlas))
      .then(() => { const {state} = atlas; atlas.applied = false; atlas.apply(state); })
      .catch(error => { console.error(error); atlas.notice(String(error.message)); });
  }
  parentElement.atlas.tell = setTriggerValue;       // an event, not a state: the URL alone keeps state
  parentElement.atlas.apply(data.state);
};

export const mountTable = ({data, parentElement}) => table(parentElement, data, {select: id => atlas?.select(id, true)});

export const mountCard = ({data, parentElement}) => card(parentElement, data, {
  select: id => atlas?.select(id, true),
  close: () => atlas?.select(null),
  town: code => atlas?.pickTown(code),
});

// Streamlit writes the query without the fragment that holds the view: tell the map after each write.
for (const method of ['pushState', 'replaceState']) {
  const original = window.history[method].bind(window.history);
  window.history[method] = (state, title, url) => {
    original(state, title, url);
    if (!String(url ?? '').includes('#')) window.dispatchEvent(new Event('atlas:url'));
  };
}
