// The reader's device: its pointer and the width of its window.

/** Whether the main pointer is a finger. */
export const TOUCH = window.matchMedia('(pointer: coarse)').matches;

/** A media query. It is also asked after a resize, as a narrow page was once seen to keep its wide arrangement. */
class Query {
  /** @type {(() => void)[]} */
  #acts = [];

  /** @param {string} condition */
  constructor(condition) {
    this.list = window.matchMedia(condition);
    let before = this.matches;
    const look = () => {
      if (this.matches === before) return;
      before = this.matches;
      for (const act of this.#acts) act();
    };
    this.list.addEventListener('change', look);
    window.addEventListener('resize', look);
  }

  get matches() {
    return this.list.matches;
  }

  /** @param {() => void} act called when it matches, or no longer does */
  onChange(act) {
    this.#acts.push(act);
  }
}

/** The media query of styles/narrow.css: while it matches, the rest of the page lies below the map. */
export const NARROW = new Query('(max-width: 800px)');

/** The media query of styles/low.css: a phone held sideways. */
export const LOW = new Query('(max-height: 480px)');
