// The filter bar: a box of words for each choice, a button that clears them, and how many features are shown.

import {button, element} from '../dom.js';

/** @import {Choice, ChoiceKey, Words} from '../types.d.ts' */
/** @typedef {{choice: Choice, box: HTMLDetailsElement, summary: HTMLElement, pills: HTMLButtonElement[]}} ChoiceBox */
/** @typedef {Record<ChoiceKey, string[]>} Chosen */
/** @typedef {(key: string, values?: Record<string, string | number> & {n?: number}) => string} Text */

export class FilterBar {
  /** @type {ChoiceBox[]} */
  boxes = [];
  signature = '';

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
    document.addEventListener('pointerdown', event => this.#close(/** @type {Node | null} */ (event.target)));
    this.node.addEventListener('keydown', event => {
      const open = this.boxes.find(({box}) => box.open);
      if (event.key !== 'Escape' || !open) return;
      event.stopPropagation();
      open.box.open = false;
      open.summary.focus();
    });
  }

  /**
   * Show the choices on offer, and what is chosen of them.
   *
   * @type {(choices: Choice[], chosen: Chosen, narrows: boolean, count: (string | Node)[]) => void}
   */
  update(choices, chosen, narrows, count) {
    const signature = JSON.stringify(choices);
    if (signature !== this.signature) {
      this.signature = signature;
      this.boxes = choices.map(choice => this.#box(choice));
      this.clear.textContent = `× ${this.text('filter.clear')}`;
      this.node.replaceChildren(...this.boxes.map(({box}) => box), this.clear, this.beside, this.count);
    }
    this.node.setAttribute('aria-label', this.text('filter.bar'));
    for (const box of this.boxes) this.#show(box, chosen[box.choice.key]);
    this.clear.hidden = !narrows;
    this.count.replaceChildren(...count);
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
