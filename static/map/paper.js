// Printing the page from the browser.

const PAPER = {width: 1040, height: 620}; // CSS px that A4 landscape leaves for the map

/**
 * Before printing, let styles/print.css scale the map from its size on the screen to the paper.
 *
 * @param {HTMLElement} frame
 */
export const fitToPaper = frame => {
  window.addEventListener('beforeprint', () => {
    const {clientWidth: width, clientHeight: height} = frame;
    const {style} = document.documentElement;
    style.setProperty('--map-width', `${width}px`);
    style.setProperty('--map-height', `${height}px`);
    style.setProperty('--map-scale', String(Math.min(PAPER.width / width, PAPER.height / height)));
  });
};
