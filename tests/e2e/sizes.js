// What is too small on a phone: for a finger, or for the eye. Asked by the browser tests, beside eyes.js.
(() => {
  const query = selector => [...document.querySelectorAll(selector)];
  const TARGETS = 'a[href], button, summary, input, select, textarea, [role=button], [role=option], [role=tab], '
    + '[role=combobox], tr[data-id], label:has(input)';

  /** Whether a link stands within a sentence: its text goes on beside it in the same block. */
  const inSentence = node => {
    if (node.matches('.mark')) return true; // a passage of the plan's text
    if (!node.matches('a, button.link')) return false;
    const block = node.closest('p, li, dd, td, small, footer, blockquote, figcaption');
    const own = node.textContent.trim().length;
    return Boolean(block) && getComputedStyle(node).display === 'inline' && block.textContent.trim().length > own + 8;
  };

  /** Where a finger hits: a field of a label, the label; else the element's own box. */
  const hitBox = node => {
    const label = node.matches('input[type=checkbox], input[type=radio]') ? node.closest('label') : null;
    const box = (label ?? node).getBoundingClientRect();
    return [box.width, box.height];
  };

  const isSeen = node => node.checkVisibility({opacityProperty: true, visibilityProperty: true})
    && node.getBoundingClientRect().width > 1 && node.getBoundingClientRect().height > 1;
  const named = node => `${node.tagName.toLowerCase()}.${[...node.classList].join('.')} “${
    (node.getAttribute('aria-label') || node.textContent || node.value || '').trim().slice(0, 24)}” in ${
    [...(node.parentElement?.classList ?? [])].join('.')}`;

  /** What one presses and is smaller than so many px in one direction; links within sentences are exempt. */
  const smallTargets = least => query(TARGETS)
    .filter(node => isSeen(node) && !node.disabled && !inSentence(node))
    .filter(node => !node.closest('.leaflet-marker-icon')) // symbols stand where the ground has them
    .filter(node => !node.matches('.atlas-skip, input[type=file]'))
    .filter(node => Math.min(...hitBox(node)) < least - 0.6)
    .map(node => `${hitBox(node).map(Math.round).join(' × ')}: ${named(node)}`);

  /** Texts smaller than so many px; on the map (labels, credit, scale) smaller than `onMap`. */
  const smallTexts = ([least, onMap]) => {
    const found = new Set(); const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const map = '.atlas-canvas, .atlas-north, .ticks, svg';
    for (let node; (node = walk.nextNode());) {
      const parent = node.parentElement;
      if (!node.data.trim() || parent.closest('script, style, [data-testid=stIconMaterial]') || !isSeen(parent)) continue;
      const size = parseFloat(getComputedStyle(parent).fontSize);
      const popup = parent.closest('.leaflet-popup, .leaflet-tooltip');
      if (size < (parent.closest(map) && !popup ? onMap : least) - 0.05)
        found.add(`${size} px: ${named(parent)}`);
    }
    return [...found];
  };

  Object.assign(window.eyes, {smallTargets, smallTexts});
})();
