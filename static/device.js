// The reader's device: its pointer and the width of its window.

/** Whether the main pointer is a finger. */
export const TOUCH = window.matchMedia('(pointer: coarse)').matches;

/** The media query of styles/narrow.css: while it matches, the rest of the page lies below the map. */
export const NARROW = window.matchMedia('(max-width: 800px)');

/** The media query of styles/low.css: a phone held sideways. */
export const LOW = window.matchMedia('(max-height: 480px)');
