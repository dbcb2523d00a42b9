// On a phone the card lies over the foot of the screen (panels/pull_up.js), and so over a part of the map.

/** How far it covers the screen from below, in px, also while it still moves there; 0 where it covers all of it. */
export const coveredByCard = () => {
  /** @type {HTMLElement | null} */
  const card = document.querySelector('[data-pulled]');
  return card && card.dataset.pulled !== 'full' ? parseFloat(card.style.height) || 0 : 0;
};
