// The form for a search: what is made, the conditions that the reader adds, and their weights.

import {button, element} from '../dom.js';
import {keep, named} from '../panels/focus.js';
import {WantBox} from './wantbox.js';

/** @import {Chosen, SiteData} from '../types.d.ts' */
/** @import {Say} from './explain.js' */
/** @typedef {Pick<Chosen, 'want' | 'needs' | 'weights'>} Search the part of a state that is the search */

const PAUSE = 350; // ms after a key before a figure is taken
const USUAL = 3;

/** @type {(pairs: [string, number][]) => [string, number][]} */
const inOrder = pairs => [...pairs].sort(([one], [other]) => (one < other ? -1 : 1));

export class Form {
  signature = '';
  opened = false;
  /** @type {Search} */
  search = {want: null, needs: [], weights: []};

  /**
   * @param {SiteData} data
   * @param {Say} say
   * @param {(change: Partial<Search>) => void} take
   * @param {(name: string) => number} most the largest figure of a parameter of addresses
   */
  constructor(data, say, take, most) {
    this.most = most;
    this.data = data;
    this.say = say;
    this.take = take;
    this.wantbox = new WantBox(say, data.wants, want => take({want}));
    this.related = element('p', 'related');
    this.needs = element('div', 'needs');
    this.adding = element('div', 'adding');
    this.adding.setAttribute('role', 'group');
    this.adding.setAttribute('aria-label', say('finder.add'));
    const more = named(element('summary', '', say('finder.add')), 'add');
    this.more = element('details', 'more', more, this.adding);
    this.weights = element('div', 'weights');
    const summary = named(element('summary', '', say('finder.weights')), 'weights');
    this.fold = element('details', 'weighing', summary, element('p', 'hint', say('finder.weights_hint')), this.weights);
    this.clear = named(
      button('clear', `× ${say('finder.clear')}`, () => {
        this.opened = false;
        take({want: null, needs: [], weights: []});
        this.wantbox.input.focus();
      }),
      'clear:search',
    );
    const title = element('h2', '', say('finder.title'));
    title.id = 'finder-title';
    const {needs, more: adders, fold, related, clear} = this;
    this.node = element('section', 'form', title, this.wantbox.node, related, needs, adders, fold, clear);
    this.node.setAttribute('aria-labelledby', 'finder-title');
  }

  /** @param {Search} search */
  show(search) {
    this.search = search;
    this.wantbox.show(search.want);
    const want = this.data.wants.find(({key}) => key === search.want);
    const names = want ? want.industries.slice(1).map(key => this.data.industries[key]) : [];
    const industries = names.join(this.say('list.joiner'));
    this.related.textContent = names.length ? this.say('finder.related', {industries}) : '';
    const keys = search.needs.map(([key]) => key);
    const signature = JSON.stringify([Boolean(want), keys]);
    if (signature !== this.signature) {
      this.signature = signature;
      keep(this.node, () => this.#draw(keys, Boolean(want)));
    }
    this.#fill();
    const isOn = Boolean(want) || keys.length > 0;
    this.more.hidden = keys.length === this.data.needs.length;
    if (!this.opened) this.more.open = !isOn; // the results of a link come first
    this.opened = true;
    this.fold.hidden = !isOn;
    this.clear.hidden = !isOn;
  }

  /** @type {(keys: string[], wanted: boolean) => void} */
  #draw(keys, wanted) {
    const known = this.data.needs.map(({key}) => key);
    this.needs.replaceChildren(...known.filter(key => keys.includes(key)).map(key => this.#row(key)));
    this.adding.replaceChildren(...known.filter(key => !keys.includes(key)).map(key => this.#adder(key)));
    const weighed = [...(wanted ? ['industry'] : []), ...known.filter(key => keys.includes(key))];
    this.weights.replaceChildren(...weighed.map(key => this.#weigher(key)));
  }

  // The figures and weights of the search; a figure that is being typed stays.
  #fill() {
    const needs = new Map(this.search.needs);
    for (const input of this.needs.querySelectorAll('input')) {
      const value = String(needs.get(input.name) ?? '');
      const isWrong = input.getAttribute('aria-invalid') === 'true';
      if (input !== document.activeElement && (!isWrong || input.dataset.taken !== value)) {
        input.value = value;
        this.#complain(input, false);
      }
      input.dataset.taken = value;
    }
    const weights = new Map(this.search.weights);
    for (const node of this.weights.querySelectorAll('button'))
      node.setAttribute('aria-pressed', String((weights.get(node.name) ?? USUAL) === Number(node.value)));
  }

  /** @param {string} key */
  #adder(key) {
    const name = this.data.criteria[key];
    const start = this.data.needs.find(need => need.key === key)?.start ?? 0;
    const node = button('add', `+ ${name}`, () => {
      this.#need(key, start);
      this.more.open = false;
      /** @type {HTMLInputElement | null} */
      const input = this.needs.querySelector(`[name=${key}]`);
      input?.focus();
      input?.select();
    });
    node.setAttribute('aria-label', this.say('finder.add_one', {name}));
    return named(node, `add:${key}`);
  }

  /** @type {(key: string, value: number | null) => void} */
  #need(key, value) {
    const others = this.search.needs.filter(([other]) => other !== key);
    this.take({needs: inOrder(value === null ? others : [...others, [key, value]])});
  }

  // Say below a figure that it cannot be used, and what counts instead; what was typed stays.
  /** @type {(input: HTMLInputElement, isWrong: boolean) => void} */
  #complain(input, isWrong) {
    input.setAttribute('aria-invalid', String(isWrong));
    const node = /** @type {HTMLElement} */ (input.parentElement?.querySelector('.wrong'));
    const n = new Map(this.search.needs).get(input.name) ?? 0;
    node.textContent = isWrong ? this.say('finder.bad_figure', {most: this.most('need'), n}) : '';
  }

  /** @param {string} key */
  #row(key) {
    const name = this.data.criteria[key];
    const input = named(element('input'), `need:${key}`);
    Object.assign(input, {type: 'text', inputMode: 'numeric', autocomplete: 'off', name: key, id: `finder-${key}`});
    let timer = 0;
    const read = () => {
      clearTimeout(timer);
      const text = input.value.trim();
      const isFigure = /^\d+$/.test(text) && Number(text) <= this.most('need');
      this.#complain(input, !isFigure);
      if (isFigure) this.#need(key, Number(text));
    };
    input.addEventListener('input', () => {
      clearTimeout(timer);
      timer = window.setTimeout(read, PAUSE);
    });
    input.addEventListener('change', read);
    const wrong = element('p', 'wrong');
    wrong.id = `finder-wrong-${key}`;
    wrong.setAttribute('role', 'alert');
    input.setAttribute('aria-describedby', wrong.id);
    const label = element('label', '', name);
    label.htmlFor = input.id;
    const atLeast = key === 'land' || key === 'eco';
    const unit = this.say(key === 'land' ? 'finder.unit_ha' : 'finder.unit_km');
    const drop = button('drop', '×', () => {
      this.#need(key, null);
      /** @type {HTMLElement | null} */
      const adder = this.adding.querySelector(`[data-focus="add:${key}"]`);
      if (this.more.open) adder?.focus();
      else this.more.querySelector('summary')?.focus();
    });
    drop.setAttribute('aria-label', this.say('finder.drop', {name}));
    const sense = element('span', 'sense', this.say(atLeast ? 'finder.at_least' : 'finder.by_road'));
    return element(
      'div',
      'need',
      label,
      sense,
      input,
      element('span', 'unit', unit),
      named(drop, `drop:${key}`),
      wrong,
    );
  }

  /** @param {string} key */
  #weigher(key) {
    const name = this.data.criteria[key];
    const buttons = Array.from({length: this.most('weigh') + 1}, (_, weight) => {
      const node = named(
        button('weight', String(weight), () => {
          const others = this.search.weights.filter(([other]) => other !== key);
          /** @type {[string, number][]} */
          const weights = weight === USUAL ? others : [...others, [key, weight]];
          this.take({weights: inOrder(weights)});
        }),
        `weight:${key}:${weight}`,
      );
      Object.assign(node, {name: key, value: String(weight)});
      return node;
    });
    const group = element('div', 'scale', ...buttons);
    group.setAttribute('role', 'group');
    group.setAttribute('aria-label', name);
    return element('div', 'weigh', element('span', '', name), group);
  }
}
