// The map in one file (see atlas/webmap/one_file_map.py): what Streamlit and Python do for the map on a server is
// done here, from the data in the document: filter, list, card, language.

import {button, element} from '../dom.js';
import {Atlas} from '../map/atlas.js';
import {card} from '../panels/card.js';
import {table} from '../panels/table.js';
import {plural} from '../plural.js';
import {select, switches} from './select.js';

/** @import {Change, Chosen, Lang, Leaflet, OneFileData, Opening} from '../types.d.ts' */
/**
 * @typedef {'towns' | 'themes' | 'statuses' | 'industries'} ChoiceKey a filter of the bar
 * @typedef {{box: HTMLDetailsElement, key: ChoiceKey, update: (words: string[]) => void}} ChoiceBox
 */

/** @param {string} id */
const content = id => document.getElementById(id)?.textContent ?? '';

/** @type {(packed: string) => Promise<OneFileData>} */
const unpack = packed => {
  const bytes = Uint8Array.from(atob(packed), character => character.charCodeAt(0));
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'))).json();
};

/** @type {(text: string, values: Record<string, string | number>) => string} */
const fill = (text, values) => text.replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));

class OneFile {
  /** @type {ChoiceBox[]} */
  choices = [];
  /** @type {Lang | undefined} the language of what stands round the map */
  written;
  /** @type {string | undefined} the card that is shown */
  told;
  /** @type {Set<string> | undefined} */
  drawn;

  /**
   * @param {Opening} opening
   * @param {OneFileData} data
   * @param {Leaflet} L
   * @param {(L: Leaflet, atlas: Atlas) => L.Map} drawMap
   */
  constructor(opening, data, L, drawMap) {
    const {
      chosen: {selected, ...chosen},
      lang,
    } = opening;
    this.opening = opening;
    this.data = data;
    /** @type {Chosen} */
    this.chosen = chosen;
    this.selected = selected;
    this.lang = lang;
    this.head = element('header', 'onefile-head');
    this.bar = element('div', 'onefile-bar');
    this.card = element('div', 'onefile-card');
    this.list = element('div', 'onefile-list');
    this.foot = element('footer', 'onefile-foot');
    const mapbox = element('div', 'onefile-map');
    this.panel = element('aside', 'onefile-panel', this.card, this.list, this.foot);
    document.body.replaceChildren(this.head, this.bar, element('main', 'onefile-stage', mapbox, this.panel));
    this.atlas = new Atlas(opening.element, async layer => ({
      features: data.features[layer].map((properties, i) => ({properties, geometry: data.geometries[layer][i]})),
    }));
    this.atlas.tell = (name, choice) => {
      if (!('left' in choice)) this.take(choice);
    };
    mapbox.append(this.atlas.frame);
    drawMap(L, this.atlas);
    document.addEventListener('click', event => this.#close(/** @type {Node | null} */ (event.target)));
    document.addEventListener('keydown', event => {
      if (event.key === 'Escape') this.#close(null);
    });
    this.show();
    this.atlas.mounted();
  }

  /** @type {(key: string, values?: Record<string, string | number> & {n?: number}) => string} */
  text(key, values = {}) {
    return fill(plural(this.data.texts[this.lang][key], values.n, this.lang), values);
  }

  /**
   * Take what was chosen on the map or in the bar.
   *
   * @param {Change & Partial<Chosen>} change
   */
  take({hidden, selected, ...chosen}) {
    if (hidden) Object.assign(chosen, switches(this.data, this.chosen, hidden));
    if (selected !== undefined) this.selected = selected;
    Object.assign(this.chosen, chosen);
    this.show();
  }

  show() {
    const {data, opening, lang, selected} = this;
    const found = select(data, this.chosen);
    if (this.written !== lang) this.#write();
    this.#update(found);
    this.atlas.apply({
      ...opening.state,
      lang,
      selected,
      layers: found.layers,
      hidden: found.hidden,
      towns: this.chosen.towns,
      seq: this.atlas.sequence,
      wide: false,
      title: opening.plate?.[lang],
      home: opening.home,
      bounds: opening.bounds,
    });
    this.#tellCard();
    this.#tellList(found.ids);
  }

  // ---- what stands round the map -------------------------------------------------------------------

  // Head, bar and foot in the language.
  #write() {
    const {data, opening, lang} = this;
    const title = (opening.plate ?? data.title)[lang];
    this.written = lang;
    document.title = [this.text('app.title'), title, opening.date].join(' · ');
    this.head.replaceChildren(
      element(
        'div',
        'atlas-brand',
        element('b', '', this.text('app.title')),
        element('span', '', `${title} · ${opening.date}`),
      ),
      button('onefile-language', this.text('app.language'), () => {
        this.lang = lang === 'en' ? 'zh' : 'en';
        this.show();
      }),
    );
    this.choices = data.choices.map(choice => this.#choice(choice));
    /** @type {HTMLButtonElement} */
    this.clear = button('onefile-clear', `× ${this.text('filter.clear')}`, () =>
      this.take({towns: [], themes: [], statuses: [], industries: [], off: [], on: []}),
    );
    /** @type {HTMLElement} */
    this.count = element('span', 'atlas-count');
    this.bar.replaceChildren(...this.choices.map(({box}) => box), this.clear, this.count);
    this.foot.replaceChildren(
      ...['one_file.made', 'one_file.not_legal', 'one_file.credit'].map(key =>
        element('p', '', this.text(key, {date: opening.date})),
      ),
    );
  }

  /**
   * @param {OneFileData['choices'][number]} choice
   * @returns {ChoiceBox}
   */
  #choice({key, title, nothing, options}) {
    const {lang} = this;
    const summary = element('summary');
    const pills = options.map(({value, label}) =>
      Object.assign(
        button('pill', label[lang], () => {
          const words = this.chosen[key];
          this.take({
            [key]: words.includes(value)
              ? words.filter(word => word !== value)
              : options.map(each => each.value).filter(word => word === value || words.includes(word)),
          });
        }),
        {value},
      ),
    );
    const box = element('details', 'onefile-choice', summary, element('div', 'pills', ...pills));
    box.dataset.key = key;
    /** @param {string[]} words */
    const update = words => {
      const chosen = options.filter(({value}) => words.includes(value)).map(({label}) => label[lang]);
      const n = chosen.length;
      const said =
        n > 1 ? this.text('filter.chosen', {first: chosen[0], n, more: n - 1}) : (chosen[0] ?? nothing[lang]);
      summary.textContent = `${title[lang]} · ${said}`;
      summary.classList.toggle('chosen', n > 0);
      for (const pill of pills) pill.setAttribute('aria-pressed', String(words.includes(pill.value)));
    };
    return {box, key, update};
  }

  /** @param {Node | null} target */
  #close(target) {
    for (const {box} of this.choices) if (!box.contains(target)) box.open = false;
  }

  /** @param {ReturnType<typeof select>} found */
  #update({ids, unticked}) {
    const {chosen} = this;
    const undrawn = ids.filter(id => this.#drawn.has(id) === false).length;
    const n = ids.length;
    for (const {key, update} of this.choices) update(chosen[key]);
    const {towns, themes, statuses, industries, off} = chosen;
    this.clear.hidden = ![towns, themes, statuses, industries, off].some(words => words.length);
    this.count.textContent =
      this.text('filter.count', {n}) +
      (undrawn ? this.text('filter.undrawn', {n: undrawn}) : '') +
      (unticked ? this.text('filter.hidden', {n: unticked}) : '');
  }

  get #drawn() {
    const {features, geometries} = this.data;
    return (this.drawn ??= new Set(
      Object.keys(features).flatMap(layer => features[layer].filter((f, i) => geometries[layer][i]).map(f => f.id)),
    ));
  }

  #tellCard() {
    const {atlas, data, lang, selected} = this;
    const key = `${lang}/${selected}`;
    if (key === this.told) return;
    this.told = key;
    card(this.card, (selected && data.cards[lang][selected]) || {id: null}, {
      select: id => atlas.select(id, true),
      close: () => atlas.select(null),
      town: code => atlas.pickTown(code),
    });
  }

  /** @param {string[]} ids */
  #tellList(ids) {
    const {atlas, data, lang, selected} = this;
    if (ids.length) {
      table(
        this.list,
        {columns: data.columns[lang], rows: ids.map(id => [id, ...data.rows[lang][id]]), selected},
        {select: id => atlas.select(id, true)},
      );
      return;
    }
    this.list.replaceChildren(
      element(
        'div',
        'atlas-empty',
        element('b', '', this.text('table.empty')),
        element('span', '', this.text('table.empty_hint')),
      ),
    );
  }
}

/**
 * Open the document's map with Leaflet and folium's script.
 *
 * @type {(L: Leaflet, drawMap: (L: Leaflet, atlas: Atlas) => L.Map) => Promise<OneFile>}
 */
export const open = async (L, drawMap) =>
  new OneFile(JSON.parse(content('opening')), await unpack(content('data')), L, drawMap);
