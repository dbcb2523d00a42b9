// The map in one file (see atlas/webmap/one_file_map.py): what Streamlit and Python do for the map on a server is
// done here, from the data in the document: filter, list, card, language.

import {button, element} from '../dom.js';
import {Atlas} from '../map/atlas.js';
import {Announcer, countsOf, viewSentence} from '../panels/announcer.js';
import {card} from '../panels/card.js';
import {counted, FilterBar} from '../panels/filterbar.js';
import {PullUp} from '../panels/pull_up.js';
import {table} from '../panels/table.js';
import {Twin} from '../panels/twin.js';
import {plural} from '../plural.js';
import {NO_CHOICE, narrows} from '../state/seen.js';
import {select, switches} from '../state/select.js';

/** @import {Change, Lang, Leaflet, Narrowing, OneFileData, Opening} from '../types.d.ts' */

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
  /** @type {Lang | undefined} the language of what stands round the map */
  written;
  /** @type {string | undefined} the card that is shown */
  told;

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
    /** @type {Narrowing} */
    this.chosen = chosen;
    this.selected = selected;
    this.lang = lang;
    this.head = element('header', 'onefile-head');
    this.bar = new FilterBar(
      (key, values) => this.text(key, values),
      change => this.take(change),
      () => this.take({...NO_CHOICE, off: [], on: []}),
    );
    this.card = element('div', 'onefile-card');
    this.list = element('div', 'onefile-list');
    this.foot = element('footer', 'onefile-foot');
    const mapbox = element('div', 'onefile-map');
    this.panel = element('aside', 'onefile-panel', this.card, this.list, this.foot);
    this.announcer = new Announcer();
    this.twin = new Twin(this.panel, {
      map: () => this.atlas,
      phrase: id => this.data.spoken[this.lang][id] ?? '',
      numbered: values => this.text('spoken.position', values),
      close: () => this.selected && this.atlas.select(null),
      announcer: this.announcer,
    });
    const stage = element('main', 'onefile-stage', mapbox, this.panel);
    document.body.replaceChildren(this.head, this.bar.node, stage, this.announcer.node);
    this.atlas = new Atlas(opening.element, async layer => ({
      features: data.features[layer].map((properties, i) => ({properties, geometry: data.geometries[layer][i]})),
    }));
    this.pullUp = new PullUp(this.card, mapbox, {
      text: key => this.text(key),
      close: () => this.atlas.select(null),
      moved: () => this.atlas.view.uncover(),
    });
    this.atlas.tell = change => this.take(change);
    mapbox.append(this.atlas.frame);
    drawMap(L, this.atlas);
    this.show();
  }

  /** @type {(key: string, values?: Record<string, string | number> & {n?: number}) => string} */
  text(key, values = {}) {
    return fill(plural(this.data.texts[this.lang][key], values.n, this.lang), values);
  }

  /**
   * Take what was chosen on the map or in the bar.
   *
   * @param {Change & Partial<Narrowing>} change
   */
  take({hidden, selected, ...chosen}) {
    if (hidden) Object.assign(chosen, switches(this.data, this.chosen, hidden));
    if (selected !== undefined) this.selected = selected;
    Object.assign(this.chosen, chosen);
    this.show();
  }

  show() {
    const {data, opening, lang, selected} = this;
    const found = select(data, data, this.chosen);
    if (this.written !== lang) this.#write();
    this.bar.update(
      data.choices.map(({key, title, nothing, hint, options}) => ({
        key,
        title: title[lang],
        nothing: nothing[lang],
        hint: hint?.[lang] ?? '',
        options: options.map(({value, label}) => ({value, label: label[lang]})),
      })),
      this.chosen,
      narrows(this.chosen),
      counted((key, values) => this.text(key, values), found.listed, found.unticked),
      found.listed.length,
    );
    this.atlas.apply({
      ...opening.state,
      lang,
      selected,
      layers: found.layers,
      hidden: found.hidden,
      towns: this.chosen.towns,
      wide: false,
      title: opening.plate?.[lang],
      home: opening.home,
      bounds: opening.bounds,
    });
    this.announcer.show(
      viewSentence((key, values) => this.text(key, values), {
        page: (opening.plate ?? data.title)[lang],
        ...countsOf(found.listed, found.unticked),
        names: data.choices.flatMap(({key, options}) =>
          options.filter(({value}) => this.chosen[key].includes(value)).map(({label}) => label[lang]),
        ),
        year: null,
        search: '',
      }),
    );
    this.#tellCard();
    this.#tellList(found.listed.map(({feature}) => feature.id));
  }

  // ---- what stands round the map -------------------------------------------------------------------

  // Head and foot in the language.
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
    this.foot.replaceChildren(
      ...['one_file.made', 'one_file.not_legal', 'one_file.credit'].map(key =>
        element('p', '', this.text(key, {date: opening.date})),
      ),
    );
  }

  #tellCard() {
    const {atlas, data, lang, selected} = this;
    const key = `${lang}/${selected}`;
    if (key === this.told) return;
    this.told = key;
    const shown = (selected && data.cards[lang][selected]) || null;
    this.pullUp.remember();
    card(this.card, shown ?? {id: null}, {
      select: id => atlas.select(id, true),
      close: () => atlas.select(null),
      town: code => atlas.pickTown(code),
    });
    this.pullUp.follow(shown?.id ?? null);
  }

  /** @param {string[]} ids */
  #tellList(ids) {
    const {atlas, data, lang, selected} = this;
    if (ids.length) {
      table(
        this.list,
        {
          columns: data.columns[lang],
          rows: ids.map(id => [id, ...data.rows[lang][id]]),
          selected,
          label: this.text('spoken.list', {page: (this.opening.plate ?? data.title)[lang]}),
        },
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
