// Making nodes of the page. Texts go in as text, never as markup.

const SVG = 'http://www.w3.org/2000/svg';

/** An HTML element with a class and children; children that are `null`, `undefined`, `false` or '' are left out. */
export const element = (name, className, ...children) => {
  const node = document.createElement(name);
  if (className) node.className = className;
  node.append(...children.filter(child => child != null && child !== false && child !== ''));
  return node;
};

/** A button with a text that calls `act` with the click. */
export const button = (className, text, act) => {
  const node = element('button', className, text);
  node.type = 'button';
  node.addEventListener('click', act);
  return node;
};

/** An SVG element; attributes that are `null` or `undefined` are left out. */
export const svg = (name, attributes = {}, ...children) => {
  const node = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) if (value != null) node.setAttribute(key, value);
  node.append(...children);
  return node;
};
