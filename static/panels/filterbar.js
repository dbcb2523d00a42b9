// The filter bar: a box of words for each choice, a button that clears them, and how many features are shown. On a
// phone the boxes are in a drawer, and the bar has a button that opens it, what is chosen, and the number.

import {NARROW} from '../device.js';
import {button, element} from '../dom.js';
import {Drawer} from './drawer.js';

/** @import {Choice, ChoiceKey, Words} from '../types.d.ts' */
/** @typedef {{choice: Choice, box: HTMLDetailsElement, summary: HTMLElement, pills: HTMLButtonElement[]}} ChoiceBox */
/** @typedef {Record<ChoiceKey, string[]>} Chosen */
/** @typedef {(key: string, values?: Record<string, string | number> & {n?: number}) => string} Text */

export class FilterBar {
  /** @type {ChoiceBox[]} */
  boxes = [];
  signature = '';
  /** @type {{chosen: Chosen, narrows: boolean, count: (string | Node)[], n: number | null} | undefined} */
  shown;

  /**
   * @param {Text} text
   * @param {(change: Partial<Chosen>) => void} take
   * @param {() => void} clear
   */
  constructor(text, take, clear) {
    this.text = text;
    this.take = take;
    this.node = element('div', 'atlas-filterbar');
    this.node.setAttribute('role', 'region');
    this.clear = button('atlas-clear', '', clear);
    this.beside = element('span', 'atlas-beside'); // a place for a page's own button
    this.count = element('span', 'atlas-count');
    this.drawer = new Drawer('atlas-filters');
    this.opener = button('atlas-filter-button', '', () => this.drawer.open());
    this.opener.setAttribute('aria-haspopup', 'dialog');
    this.chips = element('span', 'atlas-active');
    this.said = element('p', 'said'); // the whole of the count
    this.done = button('done', '', () => this.drawer.close());
    this.done.setAttribute('aria-live', 'polite');
    NARROW.onChange(() => this.#arrange());
    document.addEventListener('pointerdown', event => this.#close(/** @type {Node | null} */ (event.target)));
    this.node.addEventListener('keydown', event => {
      if (NARROW.matches) return; // the drawer closes
      const open = this.boxes.find(({box}) => box.open);
      if (event.key !== 'Escape' || !open) return;
      event.stopPropagation();
      open.box.open = false;
      open.summary.focus();
    });
  }

  /**
   * Show the choices on offer, what is chosen of them, and the count: in words, and as the number that it begins with.
   *
   * @type {(choices: Choice[], chosen: Chosen, narrows: boolean, count: (string | Node)[], n: number | null) => void}
   */
  update(choices, chosen, narrows, count, n) {
    const signature = JSON.stringify([choices, this.text('filter.clear')]);
    if (signature !== this.signature) {
      this.signature = signature;
      this.boxes = choices.map(choice => this.#box(choice));
      this.clear.textContent = `× ${this.text('filter.clear')}`;
      this.drawer.name(this.text('filter.title'), this.text('app.close'));
      this.#arrange();
    }
    this.node.setAttribute('aria-label', this.text('filter.bar'));
    for (const box of this.boxes) this.#show(box, chosen[box.choice.key]);
    this.clear.hidden = !narrows;
    this.shown = {chosen, narrows, count, n};
    this.#write();
  }

  // Put the parts in place, on a wide screen or on a phone.
  #arrange() {
    const {boxes, drawer, clear, beside, count, chips} = this;
    const narrow = NARROW.matches;
    const parts = boxes.map(({box}) => box);
    for (const box of parts) box.open = narrow;
    drawer.body.replaceChildren(...(narrow ? [...parts, this.said] : []));
    drawer.foot.replaceChildren(...(narrow ? [clear, this.done] : []));
    this.node.replaceChildren(
      ...(narrow ? [this.opener, chips, beside, count, drawer.node] : [...parts, clear, beside, count]),
    );
    this.#write();
  }

  // Write what depends on the place: the count, and on a phone what is chosen.
  #write() {
    if (!this.shown) return;
    const {chosen, narrows, count, n} = this.shown;
    const narrow = NARROW.matches;
    const short = n === null ? [] : [this.text('filter.number', {n})];
    this.count.replaceChildren(...(narrow ? short : count));
    if (!narrow) return;
    this.said.replaceChildren(...count);
    this.done.textContent = n === null ? this.text('filter.done') : this.text('filter.show', {n});
    const active = this.boxes.flatMap(({choice}) => choice.options.map(option => ({...option, key: choice.key})));
    const taken = active.filter(({key, value}) => chosen[key].includes(value));
    this.opener.replaceChildren(this.text('filter.title'));
    if (taken.length > 0) this.opener.append(element('b', '', String(taken.length)));
    this.opener.hidden = !this.boxes.length && !narrows;
    const held = this.chips.contains(document.activeElement);
    this.chips.replaceChildren(
      ...taken.map(({key, value, label}) => {
        const chip = button('', `${label} ×`, () => this.take({[key]: chosen[key].filter(word => word !== value)}));
        chip.setAttribute('aria-label', this.text('filter.remove', {name: label}));
        return chip;
      }),
    );
    if (held) this.opener.focus();
    this.node.classList.toggle('bare', this.opener.hidden && n === null);
  }

  /**
   * @param {Choice} choice
   * @returns {ChoiceBox}
   */
  #box(choice) {
    const {key, hint, options} = choice;
    const summary = element('summary');
    const pills = options.map(({value, label}) => {
      const pill = button('pill', label, () => {
        const words = pills.filter(each => (each === pill) !== pressed(each)).map(each => each.value);
        this.take({[key]: words});
      });
      pill.value = value;
      return pill;
    });
    const list = element('div', 'pills', hint && element('p', '', hint), ...pills);
    list.setAttribute('role', 'group');
    list.setAttribute('aria-label', choice.title);
    const box = element('details', `atlas-choice choice-${key}`, summary, list);
    return {choice, box, summary, pills};
  }

  /** @type {(box: ChoiceBox, words: string[]) => void} */
  #show({choice, summary, pills}, words) {
    const {title, nothing, hint, options} = choice;
    const names = options.filter(({value}) => words.includes(value)).map(({label}) => label);
    const n = names.length;
    const said = n > 1 ? this.text('filter.chosen', {first: names[0], n, more: n - 1}) : (names[0] ?? nothing);
    summary.textContent = `${title} · ${hint && n ? `${nothing} + ${said}` : said}`;
    summary.classList.toggle('chosen', n > 0);
    for (const pill of pills) pill.setAttribute('aria-pressed', String(words.includes(pill.value)));
  }

  /** @param {Node | null} target */
  #close(target) {
    if (NARROW.matches) return;
    for (const {box} of this.boxes) if (!box.contains(target)) box.open = false;
  }
}

/** @param {Element} pill */
const pressed = pill => pill.getAttribute('aria-pressed') === 'true';

/**
 * How many features are listed, how many of them are not at their own place on the map, and how many more pass the
 * filter but are switched off in the legend; at a year of the timeline, how many are undated.
 *
 * @type {(text: Text, listed: {feature: {place?: string}}[], unticked: number, undated?: number) => (string | Node)[]}
 */
export const counted = (text, listed, unticked, undated = 0) => {
  /** @param {string} place */
  const at = place => listed.filter(({feature}) => feature.place === place).length;
  const parts = [text('filter.count', {n: listed.length})];
  for (const place of ['undrawn', 'town']) if (at(place)) parts.push(text(`filter.${place}`, {n: at(place)}));
  if (undated) parts.push(text('filter.undated', {n: undated}));
  const more = unticked ? element('span', 'more', text('filter.hidden', {n: unticked})) : '';
  return [parts.join(''), more];
};
