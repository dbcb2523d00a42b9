// Printing the page from the browser: the map in the size of the paper, and below it what its symbols mean.

import {element} from '../dom.js';

const PAPER = {width: 1040, height: 585}; // CSS px that A4 landscape leaves for the map above its legend

// The legend as a list, without its switches: what is on the map.
/** @param {HTMLElement} legend */
const printed = legend => {
  const themes = [...legend.querySelectorAll('.legend-theme:not(.legend-samples)')].map(theme => {
    const rows = [...theme.querySelectorAll('.legend-row:not(.off)')]
      .map(row => /** @type {HTMLElement} */ (row.cloneNode(true)))
      .filter(row => row.querySelector('.swatch'));
    for (const row of rows) row.querySelector('input')?.remove();
    const name = theme.querySelector('summary')?.textContent ?? '';
    return rows.length > 0 && element('section', '', element('b', '', name), ...rows);
  });
  return element('div', 'atlas-printed-legend', ...themes);
};

/**
 * Before printing, let styles/print.css scale the map from its size on the screen to the paper, and put its legend
 * below it.
 *
 * @param {HTMLElement} frame
 */
export const fitToPaper = frame => {
  /** @type {HTMLElement | null} */
  let below = null;
  window.addEventListener('beforeprint', () => {
    const {clientWidth: width, clientHeight: height} = frame;
    const {style} = document.documentElement;
    style.setProperty('--map-width', `${width}px`);
    style.setProperty('--map-height', `${height}px`);
    style.setProperty('--map-scale', String(Math.min(PAPER.width / width, PAPER.height / height)));
    /** @type {HTMLElement | null} */
    const legend = frame.querySelector(':scope > .atlas-legend > .legend-body');
    below?.remove();
    below = legend && printed(legend);
    if (below) frame.parentElement?.after(below);
  });
  window.addEventListener('afterprint', () => below?.remove());
};
