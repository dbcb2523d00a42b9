// The table and the card beside the map. Every text goes in as text.

import {element} from './chooser.js';
import {ask, giveBack, keep, named, reveal, settle, take} from './focus.js';

const chip = ({text, tone}) => element('span', `chip ${tone ?? ''}`, text);
// Chinese figures stand ungrouped below ten thousand, as in the plan.
const figure = value => value.toLocaleString(document.documentElement.lang, {useGrouping: document.documentElement.lang === 'en' || value >= 10000, maximumFractionDigits: 3});
const cellNode = cell => {
  if (typeof cell === 'number') return document.createTextNode(figure(cell));
  if (cell === null || typeof cell !== 'object') return document.createTextNode(cell ?? '–');
  if ('value' in cell) return document.createTextNode(cell.text);
  return 'below' in cell ? element('div', 'name', cell.text, element('small', '', cell.below)) : chip(cell);
};

/** data: {columns: [{key, label, number}], rows: [[id, cell, …]], selected, caption, empty, sort} */
export const table = (root, data, act) => {
  const previous = root.querySelector('.atlas-table');
  const order = previous?.order ?? null, top = previous?.scrollTop ?? 0;
  const box = element('div', 'atlas-table');
  box.order = order;
  root.classList.add('atlas-panel');
  const rows = order == null ? data.rows : [...data.rows].sort(compare(order));
  const head = element('tr', '', ...data.columns.map((column, index) => {
    const button = named(element('button', '', column.label), `column:${index}`);
    button.type = 'button';
    const cell = element('th', column.number ? 'number' : '', button);
    const sorted = order && Math.abs(order) === index + 1;
    cell.setAttribute('aria-sort', sorted ? (order > 0 ? 'ascending' : 'descending') : 'none');
    button.addEventListener('click', () => {
      const first = column.number ? -(index + 1) : index + 1;        // figures: the largest first
      box.order = order === first ? -first : order === -first ? null : first;
      table(root, data, act);
    });
    return cell;
  }));
  const body = element('tbody', '', ...rows.map(([id, ...cells]) => {
    const row = element('tr', id === data.selected ? 'chosen' : '', ...cells.map((cell, index) =>
      element('td', data.columns[index].number ? 'number' : '', cellNode(cell))));
    [...row.cells].forEach((cell, index) => { cell.dataset.label = data.columns[index].label; });
    named(row, `row:${id}`).dataset.id = id;
    row.tabIndex = 0;
    row.setAttribute('aria-selected', String(id === data.selected));
    const go = event => { ask(row, id, event); act.select(id); };
    row.addEventListener('click', go);
    row.addEventListener('keydown', event => { if (event.key === 'Enter' || event.key === ' ') { event.preventDefault(); go(event); } });
    return row;
  }));
  box.append(element('table', '', element('thead', '', head), body));
  keep(root, () => root.replaceChildren(box));
  box.scrollTop = top;
  const chosen = body.querySelector('.chosen');
  if (chosen && data.selected !== previous?.selected) {
    const offset = chosen.offsetTop - box.clientHeight / 3;
    if (chosen.offsetTop < box.scrollTop + 30 || chosen.offsetTop > box.scrollTop + box.clientHeight - 40) box.scrollTop = offset;
  }
  box.selected = data.selected;
};

const value = cell => (cell && typeof cell === 'object' ? cell.value ?? cell.text : cell ?? '');
const compare = order => (a, b) => {
  const index = Math.abs(order), x = value(a[index]), y = value(b[index]);
  if (x === '' || y === '') return (x === '') - (y === '');        // what is not known comes last
  const result = typeof x === 'number' && typeof y === 'number' ? x - y : String(x).localeCompare(String(y), 'zh');
  return order > 0 ? result : -result;
};

const definition = (row, act) => {
  if (!row.select) return element('dd', '', row.value);
  const link = element('button', 'link', row.value);
  link.type = 'button';
  named(link, `see:${row.select}`).addEventListener('click', event => { ask(link, row.select, event); act.select(row.select); });
  return element('dd', '', link);
};

const quote = (act, label) => ({id, clause, relation, text}) => {
  const link = element(act.read ? 'button' : 'span', act.read && 'link', clause);
  if (act.read) {
    Object.assign(named(link, `quote:${id}`), {type: 'button', title: label});
    link.addEventListener('click', () => act.read(id));
  }
  return element('blockquote', '', Object.assign(element('p', '', text), {lang: 'zh-CN'}), element('footer', '', link, ` · ${relation}`));
};

// Files to take away: ordinary links, so that nothing changes on the page.
const takes = files => element('p', 'takes', ...files.map(({text, href}) => Object.assign(element('a', 'take', text), {href, download: ''})));

/** data: {id, title, kind, colour, chips, rows: [{label, value, select}], quotes, sources, notes, towns, takes: [{text, href}], texts} */
export const card = (root, data, act) => {
  root.classList.add('atlas-panel');
  const before = root.shownId, held = root.contains(document.activeElement);
  root.shownId = data.id;
  if (!data.id) {
    root.replaceChildren();
    if (held) giveBack(before); else if (before) settle();
    return;
  }
  const shut = () => { act.close(); giveBack(data.id); };
  const close = named(element('button', 'close', '×'), 'close');
  close.type = 'button';
  close.title = data.texts.close;
  close.setAttribute('aria-label', data.texts.close);
  close.addEventListener('click', shut);
  const title = named(element('h3', '', data.title), 'title');
  title.tabIndex = -1;
  const box = element('article', 'atlas-card', close, title, element('p', 'kind', data.kind), element('div', 'chips', ...data.chips.map(chip)));
  box.dataset.id = data.id;
  box.addEventListener('keydown', event => { if (event.key === 'Escape') shut(); });
  box.style.setProperty('--theme', data.colour);
  if (data.towns.length) box.append(element('div', 'towns', data.texts.towns && element('span', 'label', data.texts.towns), ...data.towns.map(({code, name}) => {
    const button = named(element('button', 'town', name), `town:${code}`);
    button.type = 'button';
    button.title = data.texts.only_town;
    button.addEventListener('click', () => act.town(code));
    return button;
  })));
  if (data.rows.length) box.append(element('dl', '', ...data.rows.flatMap(row => [element('dt', '', row.label), definition(row, act)])));
  for (const note of data.notes) box.append(element('p', `note ${note.tone ?? ''}`, note.text));
  const [first, ...others] = data.quotes.map(quote(act, data.texts.read));
  if (first) box.append(first);
  if (others.length) box.append(element('details', 'more', element('summary', '', data.texts.more_quotes), ...others));
  if (data.sources.length) box.append(element('details', 'sources', element('summary', '', data.texts.sources), element('ul', '', ...data.sources.map(({title, url, meta}) => {
    const name = url && /^https?:\/\//.test(url) ? Object.assign(element('a', '', title), {href: url, target: '_blank', rel: 'noopener noreferrer'}) : element('span', '', title);
    return element('li', '', name, meta && element('small', '', ` ${meta}`));
  }))));
  if (data.takes?.length) box.append(takes(data.takes));
  keep(root, () => root.replaceChildren(box));
  if (data.id === before) return;
  if (held) title.focus({preventScroll: true});
  reveal(root);
  take(box);
};

// A text with a stretch of it marked: [start, end].
const marked = (text, mark) => (mark ? [text.slice(0, mark[0]), element('mark', '', text.slice(...mark)), text.slice(mark[1])] : [text]);

const item = (act, {text, small, select, read, town, url, go: address, mark}) => {
  const within = place => (mark?.[2] === place ? mark.slice(0, 2) : null);
  const go = select ? event => { ask(name, select, event); act.select(select); } : read ? () => act.read(read) : town ? () => act.town(town) : null;
  let name;
  if (url && /^https?:\/\//.test(url)) name = Object.assign(element('a', 'link', text), {href: url, target: '_blank', rel: 'noopener noreferrer'});
  else if (address) name = Object.assign(element('a', 'link atlas-go', ...marked(text, within('text'))), {href: address});
  else if (go) { name = element('button', 'link', ...marked(text, within('text'))); name.type = 'button'; named(name, `item:${select ?? read ?? town}`).addEventListener('click', go); } else name = element('span', '', text);
  return element('li', '', name, small && element('small', '', ...marked(small, within('small'))));
};

/** data: {columns: [text], sections: [{title, colour, rows: [{label, cells: [[{text, small, select | read | town | url}]]}]}], note, takes: [{text, href}], print} */
export const sheet = (root, data, act) => {
  root.classList.add('atlas-panel');
  const section = ({title, colour, rows, fold, aside}) => {
    const body = element('table', '', ...rows.map(({label, cells}) => element('tr', '', label && element('th', '', label),
      ...cells.map(items => Object.assign(element('td', '', element('ul', '', ...items.map(each => item(act, each)))), label ? {} : {colSpan: 2})))));
    const head = title && element('h2', '', title, aside && element('small', '', aside));
    const node = fold ? element('details', '', element('summary', '', head), body) : element('section', '', head, body);
    if (colour) node.style.setProperty('--theme', colour);
    return node;
  };
  const head = data.columns.length > 0 && element('table', 'heads', element('tr', '', element('th', '', ''), ...data.columns.map(name => element('td', '', name))));
  const leaf = element('div', `atlas-leaf columns-${Math.max(data.columns.length, 1)}`, head || '', ...data.sections.map(section), data.note && element('p', 'note', data.note));
  keep(root, () => root.replaceChildren(leaf));
  if (data.takes?.length) root.firstChild.prepend(takes(data.takes));
  if (!data.print) return;
  const print = element('button', 'print', data.print);
  print.type = 'button';
  print.addEventListener('click', () => window.print());
  root.firstChild.prepend(print);
};
