// The legend: what is on the map, with the same symbols; each line switches its layer or category.

import {LOW} from '../device.js';
import {element} from '../dom.js';
import {swatch} from './symbols.js';

/** @import {Lang, Layer, LegendOwner, State, Style} from '../types.d.ts' */

export class Legend {
  signature = '';

  /**
   * @param {HTMLElement} root
   * @param {LegendOwner} atlas
   */
  constructor(root, atlas) {
    this.atlas = atlas;
    this.root = root;
    this.button = element('button', 'legend-button');
    this.button.type = 'button';
    this.body = element('div', 'legend-body');
    root.classList.add('atlas-legend');
    this.shut = element('button', 'legend-close', '×'); // on a phone
    this.shut.type = 'button';
    root.append(this.button, this.body, this.shut);
    this.shut.addEventListener('click', () => {
      this.fold(true);
      this.button.focus();
    });
    this.button.addEventListener('click', () => this.fold(!root.classList.contains('folded')));
    this.fold(LOW.matches || window.matchMedia('(max-width: 700px)').matches);
  }

  /** @param {boolean} folded */
  fold(folded) {
    this.root.classList.toggle('folded', folded);
    this.button.setAttribute('aria-expanded', String(!folded));
    this.atlas.labels?.soon();
  }

  /** How much of the map's left side it covers, in px; 0 when folded or on a narrow map. */
  width() {
    const map = this.atlas.map.getContainer().getBoundingClientRect();
    const wide = map.width > 700 && !this.root.classList.contains('folded');
    return wide ? Math.max(0, this.body.getBoundingClientRect().right - map.left) : 0;
  }

  /**
   * Rebuild it when layers or language changed; else only tick and untick.
   *
   * @param {Layer[]} layers
   * @param {Set<string>} hidden
   * @param {Pick<State, 'page' | 'title' | 'lang' | 'outcomes' | 'shade'>} state
   */
  update(layers, hidden, {page, title, lang, outcomes, shade}) {
    const signature = JSON.stringify([layers.map(layer => layer.id), page, title, lang, Boolean(outcomes), shade?.key]);
    if (signature !== this.signature) {
      this.signature = signature;
      this.#build(layers, hidden, lang);
    }
    for (const input of this.body.querySelectorAll('input')) {
      const [layer, kind] = input.value.split('/');
      input.checked = !hidden.has(input.value) && !(kind && hidden.has(layer));
      input.closest('.legend-row')?.classList.toggle('off', !input.checked);
    }
  }

  /** @type {(layers: Layer[], hidden: Set<string>, language: Lang) => void} */
  #build(layers, hidden, language) {
    const {atlas} = this;
    /** @param {string} key */
    const t = key => atlas.text(key);
    this.button.textContent = t('map.legend');
    this.shut.title = t('map.legend_close');
    this.shut.setAttribute('aria-label', this.shut.title);
    const {outcomes} = atlas;
    this.body.replaceChildren(...(outcomes?.on ? outcomes.legend(language) : []));
    // below the classes of a measure, layers matter little
    const all = outcomes?.measure
      ? element('details', 'legend-theme', element('summary', '', t('map.more')))
      : this.body;
    /** @type {Map<string, Layer[]>} */
    const themes = new Map();
    for (const layer of layers)
      themes.set(layer.definition.theme, [...(themes.get(layer.definition.theme) ?? []), layer]);
    for (const [theme, members] of themes) {
      const details = element(
        'details',
        'legend-theme',
        element('summary', '', atlas.config.themes[theme].label[language]),
      );
      details.open = !outcomes?.on && theme !== 'base' && members.some(layer => !hidden.has(layer.id));
      details.style.setProperty('--theme', atlas.config.themes[theme].colour);
      const more = element('details', 'legend-more'); // what the page starts without
      for (const layer of [...members].reverse()) {
        const {title, legend} = layer.definition;
        const off = hidden.has(layer.id);
        const only = legend.length === 1;
        (off ? more : details).append(this.#row(layer.id, title[language], only && legend[0].style, 'legend-layer'));
        if (!only)
          for (const entry of [...legend].sort((a, b) => a.rank - b.rank)) {
            const token = `${layer.id}/${entry.kind}`;
            (off || hidden.has(token) ? more : details).append(
              this.#row(token, entry.label[language], entry.style, 'legend-kind'),
            );
          }
      }
      if (more.childElementCount) {
        more.prepend(element('summary', '', t('map.more')));
        details.append(more);
      }
      all.append(details);
    }
    if (all !== this.body) this.body.append(all);
    const samples = element('details', 'legend-theme legend-samples', element('summary', '', t('map.signs')));
    for (const [key, style] of Object.entries(atlas.config.samples))
      samples.append(element('div', 'legend-row sample', swatch(style), element('span', '', t(`map.sample.${key}`))));
    samples.addEventListener('toggle', () => samples.scrollIntoView({block: 'nearest'}));
    this.body.append(samples);
  }

  /** @type {(token: string, text: string, style: Style | false, className: string) => HTMLElement} */
  #row(token, text, style, className) {
    const input = element('input');
    input.type = 'checkbox';
    input.value = token;
    input.addEventListener('change', () => this.atlas.toggle(token, input.checked));
    return element(
      'label',
      `legend-row ${className}`,
      input,
      ...(style ? [swatch(this.atlas.outcomes?.legendStyle(style) ?? style)] : []),
      element('span', '', text),
    );
  }
}
