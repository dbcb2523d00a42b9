// The timeline: a bar under the map that shows the plan at the end of a year; it can be moved, and played.

import {button, element} from '../dom.js';
import './styles.js';

/** @import {Atlas} from '../types.d.ts' */

const STEP = 1100; // ms that a year stays while it plays
const NARROW = 720; // px: width of a map below which the bar stands above the scale

export class Timeline {
  /** @type {ReturnType<typeof setInterval> | undefined} */
  playing;

  /**
   * @param {Atlas} atlas
   * @param {() => void} left called when the reader has left it
   */
  constructor(atlas, left) {
    this.atlas = atlas;
    this.left = left;
    const {years} = atlas.config;
    this.years = years;
    this.play = button('play', '', () => (this.playing ? this.stop() : this.start()));
    this.slider = element('input');
    Object.assign(this.slider, {type: 'range', min: '0', max: String(years.length - 1), step: '1'});
    this.slider.addEventListener('input', () => {
      const year = years[Number(this.slider.value)];
      this.stop();
      this.#go(year);
    });
    this.said = element('b');
    this.note = element('small');
    this.close = button('close', '×', () => this.leave());
    const ticks = years.map((year, i) => element('span', i % 5 ? '' : 'long', i % 5 ? '' : year));
    const track = element('div', 'track', this.slider, element('div', 'ticks', ...ticks));
    this.node = element('div', 'atlas-timeline', this.play, this.said, track, this.close, this.note);
    this.node.setAttribute('role', 'group');
    this.node.addEventListener('keydown', event => {
      if (event.key !== 'Escape') return;
      event.stopPropagation();
      this.leave();
    });
    for (const name of ['pointerdown', 'wheel', 'dblclick'])
      this.node.addEventListener(name, event => event.stopPropagation()); // not the map's
    atlas.frame.append(this.node);
    new ResizeObserver(() => this.node.classList.toggle('tight', atlas.frame.clientWidth < NARROW)).observe(
      atlas.frame,
    );
    this.translate();
    this.show();
  }

  /** Whether it is open. */
  get on() {
    return !this.node.hidden;
  }

  /** The year that it is at; the current one if none is chosen. */
  get year() {
    return this.atlas.state.year ?? String(new Date().getFullYear());
  }

  /** @param {boolean} asked whether the reader asked for it */
  open(asked) {
    this.node.hidden = false;
    if (asked) this.slider.focus({preventScroll: true});
  }

  /** Close it and go back to today. */
  leave() {
    this.stop();
    this.node.hidden = true;
    if (this.atlas.state.year) this.atlas.choose({year: null});
    this.left();
  }

  start() {
    const last = this.years.length - 1;
    if (this.years.indexOf(this.year) === last || !this.atlas.state.year) this.#go(this.years[0]);
    this.playing = setInterval(() => {
      const next = this.years.indexOf(this.year) + 1;
      if (next > last) this.stop();
      else this.#go(this.years[next]);
    }, STEP);
    this.translate();
  }

  stop() {
    clearInterval(this.playing);
    this.playing = undefined;
    this.translate();
  }

  /** @param {string} year */
  #go(year) {
    this.atlas.choose({year});
  }

  /** Say which year is shown, and how much of it is only promised, or undated. */
  show() {
    const {atlas, years} = this;
    const {year, undated = 0, promised = 0} = atlas.state;
    this.slider.value = String(years.indexOf(this.year));
    this.said.textContent = year ? atlas.text('map.time.end').replace('{year}', year) : atlas.text('map.time.today');
    this.slider.setAttribute('aria-valuetext', this.said.textContent);
    const parts = year
      ? [
          promised && atlas.text('map.time.promised', promised).replace('{n}', String(promised)),
          undated && atlas.text('map.time.undated', undated).replace('{n}', String(undated)),
        ]
      : [atlas.text('map.time.move')];
    this.note.textContent = parts.filter(Boolean).join(' ');
  }

  translate() {
    const {atlas} = this;
    this.node.setAttribute('aria-label', atlas.text('map.button.time'));
    this.slider.setAttribute('aria-label', atlas.text('map.time.year'));
    const act = atlas.text(this.playing ? 'map.time.stop' : 'map.time.play');
    this.play.title = act;
    this.play.setAttribute('aria-label', act);
    this.play.textContent = this.playing ? '❚❚' : '▶';
    this.close.title = atlas.text('map.time.leave');
    this.close.setAttribute('aria-label', this.close.title);
    this.show();
  }
}
