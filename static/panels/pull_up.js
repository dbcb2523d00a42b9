// On a phone the card lies over the foot of the screen: low it has title, state and first sentence, and is
// pulled up to half of the screen and to nearly all of it; by a finger, or by the button on its edge.

import {NARROW} from '../device.js';
import {button} from '../dom.js';
import {named, reveal, stay} from './focus.js';

/** @import {Mount} from '../types.d.ts' */

const MARGIN = 12; // px below what a low card shows, as in phone.css
const SLOP = 6; // px that a finger moves before it drags
const GLIDE = 160; // ms that a drag goes on after its end
const REST = 80; // ms without a move after which a finger rests
const GIVE_UP = 0.55; // share of the lowest height below which the card closes
const NEAR = 60; // px that the map may be above the screen's edge, to count as seen
/** @typedef {'peek' | 'half' | 'full'} Level */
/** @type {Level[]} */
const LEVELS = ['peek', 'half', 'full'];

// What the button does next.
const NEXT = {peek: 'pull.half', half: 'pull.full', full: 'pull.peek'};

export class PullUp {
  /** @type {string | null | undefined} the card that it shows */
  id;
  /** @type {Level} */
  level = 'peek';
  /** @type {number | undefined} how far the page was scrolled when the card came */
  from;
  /** @type {number | undefined} the same, before the last card was drawn */
  before;
  away = false; // whether the map was off the screen then
  hadFocus = false;
  dragged = false;

  /**
   * @param {Mount} root of the card
   * @param {HTMLElement} map
   * @param {{text: (key: string) => string, close: () => void, moved: () => void}} act `moved`: the card has another
   *   height
   */
  constructor(root, map, act) {
    this.root = root;
    this.map = map;
    this.act = act;
    this.handle = named(
      button('pull-handle', '', ({detail}) => {
        if (!this.dragged || !detail) this.#set(LEVELS[(LEVELS.indexOf(this.level) + 1) % LEVELS.length]);
      }),
      'pull',
    );
    root.addEventListener('pointerdown', event => this.#grab(event));
    root.addEventListener('keydown', event => this.#key(event));
    root.addEventListener('focusin', ({target}) => {
      const inside = target instanceof Element && target.closest('.atlas-card') && !target.matches('h3, .close, .star');
      if (this.id && this.level === 'peek' && inside && target.matches(':focus-visible')) this.#set('half');
    });
    window.addEventListener('resize', () => this.id && this.#place());
    NARROW.onChange(() => this.follow(root.shownId ?? null));
  }

  /** Before a card is drawn, which moves the page: keep its place. */
  remember() {
    [this.before, this.away, this.hadFocus] = [undefined, false, false];
    if (!NARROW.matches) return; // reading a place would make the browser lay the page out
    const {top} = this.map.getBoundingClientRect();
    this.before = window.scrollY;
    this.away = top < -NEAR || top > window.innerHeight / 2;
    this.hadFocus = document.activeElement === this.handle; // drawing takes the button out of the page
  }

  /**
   * A card was drawn, or none (`null`).
   *
   * @param {string | null} id
   */
  follow(id) {
    const {root, handle} = this;
    const shown = NARROW.matches && root.firstElementChild ? id : null;
    if (!shown) {
      if (this.id) this.#leave();
      return;
    }
    root.prepend(handle);
    if (this.hadFocus) handle.focus({preventScroll: true});
    const fresh = shown !== this.id;
    const opens = !this.id;
    if (fresh && this.away) this.from = undefined; // chosen in the list, once more
    this.id = shown;
    if (opens || (fresh && this.level === 'full')) this.level = 'peek';
    /** @type {HTMLElement | null} */
    const card = root.querySelector('.atlas-card');
    if (fresh) card?.scrollTo(0, 0);
    handle.style.setProperty('--theme', card?.style.getPropertyValue('--theme') ?? '');
    this.#place();
    if (fresh) this.#seeMap();
  }

  #leave() {
    const {root, handle, from} = this;
    this.id = null;
    handle.remove();
    delete root.dataset.pulled;
    root.style.height = '';
    stay();
    if (from !== undefined && !this.away) window.scrollTo(0, from); // unless the reader has left the map meanwhile
    this.from = undefined;
  }

  // Have enough of the map above the card, and what is selected in it.
  #seeMap() {
    this.from ??= this.before;
    reveal(this.root);
    this.act.moved();
  }

  // ---- heights ---------------------------------------------------------------------------------------

  /** @returns {Record<Level, number>} px */
  #heights() {
    const {root, handle} = this;
    const card = root.querySelector('.atlas-card');
    const screen = window.innerHeight;
    if (!card) return {peek: 0, half: 0, full: 0};
    const edge = handle.offsetHeight + 1;
    const all = edge + card.scrollHeight;
    const full = Math.min(all, screen - 48);
    const half = Math.min(full, Math.round(screen / 2));
    // its first sentence; without one, its state or its towns
    const last = card.querySelector('.plain > strong') ?? card.querySelector('.chips:not(:empty), .towns');
    const foot = last ? last.getBoundingClientRect().bottom - card.getBoundingClientRect().top + card.scrollTop : 60;
    const peek = Math.min(half, Math.round(edge + foot + MARGIN), Math.round(screen * 0.46));
    return {peek, half, full};
  }

  /** @param {Level} level */
  #set(level) {
    const before = this.level;
    this.level = level;
    if (level === 'peek') this.root.querySelector('.atlas-card')?.scrollTo(0, 0);
    this.#place();
    if (level !== before && level !== 'full') this.act.moved();
  }

  #place() {
    const {root, handle, level} = this;
    root.dataset.pulled = level;
    root.style.height = `${this.#heights()[level]}px`;
    const name = this.act.text(NEXT[level]);
    handle.title = name;
    handle.setAttribute('aria-label', name);
    handle.setAttribute('aria-expanded', String(level !== 'peek'));
  }

  // ---- finger and keys -------------------------------------------------------------------------------

  /** @param {PointerEvent} event */
  #grab(event) {
    const {root} = this;
    const {target, pointerId, clientY: from} = event;
    this.dragged = false;
    if (!this.id || !event.isPrimary || event.button || !(target instanceof Element)) return;
    if (this.level !== 'peek' && !target.closest('.pull-handle, .atlas-card > :is(h3, .kind, .chips)')) return;
    const start = root.offsetHeight;
    const {full} = this.#heights();
    let [height, speed, last, at] = [start, 0, from, event.timeStamp];
    const ends = new AbortController();
    /** @type {(move: PointerEvent) => void} */
    const move = ({pointerId: id, clientY: y, timeStamp}) => {
      if (id !== pointerId || (!this.dragged && Math.abs(y - from) < SLOP)) return;
      if (!this.dragged) root.setPointerCapture(pointerId);
      this.dragged = true;
      root.classList.add('dragged');
      height = Math.min(full, Math.max(0, start + from - y));
      root.style.height = `${height}px`;
      if (timeStamp > at) speed = (last - y) / (timeStamp - at);
      [last, at] = [y, timeStamp];
    };
    /** @type {(up: PointerEvent) => void} */
    const end = ({pointerId: id, type, timeStamp}) => {
      if (id !== pointerId) return;
      ends.abort();
      root.classList.remove('dragged');
      if (!this.dragged) return;
      if (type === 'pointercancel') this.#place();
      else this.#settle(height + (timeStamp - at < REST ? speed * GLIDE : 0));
    };
    root.addEventListener('pointermove', move, {signal: ends.signal});
    for (const type of /** @type {const} */ (['pointerup', 'pointercancel']))
      window.addEventListener(type, end, {signal: ends.signal});
  }

  // Go to the level nearest to a height; far below the lowest, close.
  /** @param {number} height */
  #settle(height) {
    const heights = this.#heights();
    if (height < heights.peek * GIVE_UP) {
      this.act.close();
      return;
    }
    /** @param {Level} level */
    const far = level => Math.abs(heights[level] - height);
    this.#set(LEVELS.reduce((best, level) => (far(level) < far(best) ? level : best)));
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (!this.id || event.target !== this.handle) return;
    const by = {ArrowUp: 1, ArrowDown: -1}[event.key];
    if (by) {
      event.preventDefault();
      this.#set(LEVELS[Math.min(2, Math.max(0, LEVELS.indexOf(this.level) + by))]);
    }
    if (event.key === 'Escape') this.act.close();
  }
}
