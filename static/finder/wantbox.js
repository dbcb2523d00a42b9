// The box for what an investor makes: words, and suggestions of what they may mean.

import {button, element} from '../dom.js';
import {named} from '../panels/focus.js';
import {suggest} from './wants.js';

/** @import {Want} from '../types.d.ts' */
/** @import {Say} from './explain.js' */

export class WantBox {
  /** @type {{want: Want, by: string}[]} */
  found = [];
  active = -1;

  /**
   * @param {Say} say
   * @param {Want[]} wants
   * @param {(key: string | null) => void} choose
   */
  constructor(say, wants, choose) {
    this.say = say;
    this.wants = wants;
    this.choose = choose;
    this.input = named(element('input'), 'want');
    Object.assign(this.input, {type: 'text', id: 'finder-want', autocomplete: 'off'});
    this.input.placeholder = say('finder.want_hint');
    this.list = element('ul', 'suggestions');
    Object.assign(this.list, {id: 'finder-wants', hidden: true});
    this.list.setAttribute('role', 'listbox');
    this.list.setAttribute('aria-label', say('finder.want'));
    const {input} = this;
    for (const [name, value] of Object.entries({
      role: 'combobox',
      'aria-autocomplete': 'list',
      'aria-controls': 'finder-wants',
      'aria-expanded': 'false',
    }))
      input.setAttribute(name, value);
    const label = element('label', '', say('finder.want'));
    label.htmlFor = 'finder-want';
    this.drop = named(
      button('drop', '×', () => {
        this.choose(null);
        this.input.value = '';
        this.input.focus();
      }),
      'drop:want',
    );
    this.drop.title = say('finder.drop_want');
    this.drop.setAttribute('aria-label', say('finder.drop_want'));
    this.node = element('div', 'want', label, element('div', 'box', input, this.drop, this.list));
    input.addEventListener('input', () => this.#suggest());
    input.addEventListener('focus', () => input.select());
    input.addEventListener('keydown', event => this.#key(event));
    input.addEventListener('blur', () => this.#leave());
    this.list.addEventListener('pointerdown', event => event.preventDefault()); // the box keeps the focus
  }

  /**
   * Show what is chosen.
   *
   * @param {string | null} key
   */
  show(key) {
    this.want = this.wants.find(want => want.key === key) ?? null;
    this.drop.hidden = !this.want;
    if (document.activeElement !== this.input || !this.#isOpen()) this.input.value = this.want?.label ?? this.#typed();
  }

  // What does not lead to a want stays, so that the reader sees what was looked for in vain.
  #typed() {
    return document.activeElement === this.input ? this.input.value : '';
  }

  #isOpen() {
    return !this.list.hidden;
  }

  #suggest() {
    const text = this.input.value.trim();
    if (!text) {
      this.#open(false);
      if (this.want) this.choose(null);
      return;
    }
    this.found = suggest(this.wants, text);
    this.active = this.found.length ? 0 : -1;
    const rows = this.found.map(({want, by}, index) => {
      const row = element('li', '', want.label, by && element('small', '', by));
      row.id = `finder-want-${index}`;
      row.setAttribute('role', 'option');
      row.addEventListener('click', () => this.#take(index));
      return row;
    });
    const none = element('li', 'none', this.say('finder.no_want'));
    none.setAttribute('role', 'option');
    none.setAttribute('aria-disabled', 'true');
    this.list.replaceChildren(...(rows.length ? rows : [none]));
    this.#open(true);
    this.#mark();
  }

  /** @param {boolean} open */
  #open(open) {
    this.list.hidden = !open;
    this.input.setAttribute('aria-expanded', String(open));
    if (!open) this.input.removeAttribute('aria-activedescendant');
  }

  #mark() {
    [...this.list.children].forEach((row, index) => {
      row.setAttribute('aria-selected', String(index === this.active));
      if (index === this.active) row.scrollIntoView({block: 'nearest'});
    });
    if (this.active >= 0) this.input.setAttribute('aria-activedescendant', `finder-want-${this.active}`);
  }

  /** @param {number} index */
  #take(index) {
    const {want} = this.found[index];
    this.#open(false);
    this.input.value = want.label;
    this.choose(want.key);
  }

  #leave() {
    this.#open(false);
    this.input.value = this.want?.label ?? '';
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const {key} = event;
    if (event.isComposing) return; // a Chinese word is still being written
    if (key === 'Escape' && this.#isOpen()) {
      event.stopPropagation();
      this.#leave();
    } else if (key === 'Enter') {
      event.preventDefault();
      if (this.#isOpen() && this.active >= 0) this.#take(this.active);
    } else if ((key === 'ArrowDown' || key === 'ArrowUp') && this.#isOpen() && this.found.length) {
      event.preventDefault();
      const step = key === 'ArrowDown' ? 1 : -1;
      this.active = (this.active + step + this.found.length) % this.found.length;
      this.#mark();
    }
  }
}
