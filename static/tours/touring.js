// The guided tours: the list of them, and the open step with its text, features and buttons. The address names the
// step.

import {button, closest, element} from '../dom.js';
import {named} from '../panels/focus.js';
import {chip} from '../panels/parts.js';

/** @import {Page} from '../page.js' */
/** @import {TourStepWords, TourWords, Words} from '../types.d.ts' */

const KEYS = /** @type {Record<string, number>} */ ({ArrowLeft: -1, ArrowRight: 1});
/** Where arrow keys have another meaning. */
const OWN_KEYS = 'input, textarea, select, [contenteditable], .atlas-frame, .atlas-topbar, dialog, [role=dialog]';

export class Touring {
  drawn = ''; // what was drawn last

  /** @param {Page} page */
  constructor(page) {
    this.page = page;
    this.node = element('section', 'atlas-tour');
    this.head = element('header', 'tour-head');
    this.body = element('div', 'tour-body');
    this.body.tabIndex = 0; // it scrolls
    this.body.setAttribute('role', 'group');
    this.said = element('p', 'tour-said');
    this.said.setAttribute('role', 'status');
    this.back = named(
      button('tour-turn', '', () => this.turn(-1)),
      'tour:back',
    );
    this.next = named(
      button('tour-turn next', '', () => this.#onward()),
      'tour:next',
    );
    this.place = element('span', 'tour-place');
    this.steps = element('nav', 'tour-steps', this.back, this.place, this.next);
    document.addEventListener('keydown', event => this.#key(event));
  }

  get browsing() {
    return this.page.browsing;
  }

  /** The open tour's id and the number of its step; `null`: none is open. */
  get at() {
    const {page, chosen, data} = this.browsing;
    const steps = page.tours && chosen.tour ? data.tours[chosen.tour] : null;
    if (!steps || !chosen.tour) return null;
    return {tour: chosen.tour, step: Math.min(Number(chosen.step ?? 1), steps.length), n: steps.length};
  }

  /** What the map is to show of a step. */
  get mapState() {
    const {at} = this;
    const {step} = this.browsing;
    return at && step ? {home: step.home, spotlight: step.features, visit: `${at.tour}/${at.step}`} : {};
  }

  /** The open step and its tour, to name the window; empty if none is open or its words are not there. */
  get title() {
    const {at} = this;
    const words = at && this.page.data.tours.get(this.browsing.lang)?.[at.tour];
    return words ? `${words.steps[at.step - 1].heading} · ${words.title}` : '';
  }

  // ---- going ---------------------------------------------------------------------------------------

  /** @param {number} by */
  turn(by) {
    const {at} = this;
    if (!at || at.step + by < 1 || at.step + by > at.n) return;
    this.body.scrollTop = 0;
    this.browsing.take({step: String(at.step + by), selected: null});
  }

  #onward() {
    const {at} = this;
    if (at && at.step === at.n) this.browsing.open(this.browsing.link('tours'));
    else this.turn(1);
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const {key, altKey, ctrlKey, metaKey, shiftKey} = event;
    if (!(key in KEYS) || altKey || ctrlKey || metaKey || shiftKey || event.defaultPrevented) return;
    if (!this.at || closest(event, OWN_KEYS)) return;
    event.preventDefault();
    this.turn(KEYS[key]);
  }

  // ---- showing -------------------------------------------------------------------------------------

  /** @param {Words} words */
  async show(words) {
    const {at} = this;
    const {page, lang} = this.browsing;
    document.body.classList.toggle('atlas-touring', at !== null);
    this.node.hidden = !page.tours;
    if (!page.tours) return;
    const told = at && this.page.data.tours.get(lang)?.[at.tour];
    if (at && !told) {
      await this.page.data.fetchTours(lang);
      if (this.page.data.tours.has(lang)) this.page.show();
      return;
    }
    const key = JSON.stringify([lang, at, this.browsing.query]);
    if (key === this.drawn) return;
    this.drawn = key;
    if (at && told) this.#showStep(at, told);
    else this.#showList(words);
  }

  /** @param {Words} words */
  #showList({tours}) {
    const {page, browsing} = this;
    const list = tours.map(({id, title, lead, steps}) => {
      const count = element('small', '', page.text('tour.steps', {n: steps}));
      const link = element('a', 'atlas-go', element('b', '', title), count, element('span', '', lead));
      link.href = browsing.link('tours', {tour: id, step: '1'});
      return element('li', '', link);
    });
    this.node.removeAttribute('aria-label');
    this.node.replaceChildren(element('ul', 'tour-list', ...list));
  }

  /** @type {(at: {tour: string, step: number, n: number}, words: TourWords[string]) => void} */
  #showStep(at, {title, steps}) {
    const {page, browsing} = this;
    const words = steps[at.step - 1];
    const held = this.node.contains(this.body);
    const leave = Object.assign(element('a', 'atlas-go tour-leave', `× ${page.text('tour.leave')}`), {
      href: browsing.link('tours'),
    });
    this.head.replaceChildren(element('b', '', title), leave);
    this.body.replaceChildren(...this.#stepBody(words));
    this.body.setAttribute('aria-label', words.heading);
    this.back.textContent = page.text('tour.back');
    this.back.disabled = at.step === 1;
    this.next.textContent = page.text(at.step === at.n ? 'tour.end' : 'tour.next');
    const dots = steps.map((_, i) => element('i', i + 1 === at.step ? 'here' : ''));
    const dotted = element('span', 'tour-dots', ...dots);
    dotted.setAttribute('aria-hidden', 'true');
    this.place.replaceChildren(element('span', '', `${at.step} / ${at.n}`), dotted);
    this.said.textContent = `${page.text('tour.place', at)} · ${words.heading}`;
    this.node.setAttribute('aria-label', title);
    if (!held) this.node.replaceChildren(this.head, this.body, this.said, this.steps);
  }

  /** @type {(words: TourStepWords) => HTMLElement[]} */
  #stepBody({heading, text, features, quotes, explore}) {
    const {page, browsing} = this;
    const items = features.map(({id, name, state, tone, place}) =>
      element(
        'li',
        '',
        named(
          button('link', name, () => page.select(id)),
          `tour:${id}`,
        ),
        state && chip({text: state, tone}),
        place && element('small', '', place),
      ),
    );
    const words = quotes.map(({id, clause, text: said}) => {
      const sentence = element('p', '', said);
      sentence.lang = 'zh-CN';
      const read = button('link', clause, () => page.read(id));
      return element('blockquote', '', sentence, element('footer', '', read));
    });
    const more = element('a', 'atlas-go tour-explore', explore);
    more.href = browsing.explored ?? '';
    return [
      element('h1', '', heading),
      element('p', 'tour-text', text),
      element('h2', '', page.text('tour.shown')),
      element('ul', 'tour-features', ...items),
      element('h2', '', page.text('tour.quotes')),
      ...words,
      element('p', '', more),
    ];
  }
}
