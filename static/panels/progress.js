// The milestones of a project: promised and reached, the newest last.

import {element} from '../dom.js';
import {staleMark} from './parts.js';

/** @import {HistoryRow, Progress} from '../types.d.ts' */

/** The most rows that are shown unfolded. */
const FEW = 5;

/** @type {(row: HistoryRow, replaced: string) => HTMLElement} */
const historyRow = (row, replaced) => {
  const text = element(row.replaced ? 's' : 'span', '', row.text);
  const below = [row.replaced && replaced, row.basis].filter(Boolean).join(' · ');
  const body = element('div', '', text, below && element('small', '', below), staleMark(row));
  // a date is one word, not broken at its hyphens
  const words = row.date.split(' ').flatMap((word, place) => [place > 0 && ' ', element('span', '', word)]);
  return element('li', row.replaced ? 'replaced' : '', element('div', 'date', ...words), body);
};

/**
 * The section of a card on a project's history.
 *
 * @param {Progress} data
 */
export const progress = ({colour, rows, texts}) => {
  const list = element('ol', '', ...rows.map(row => historyRow(row, texts.replaced)));
  const folded = rows.length > FEW && element('details', '', element('summary', '', texts.many), list);
  const title = Object.assign(element('h4', '', texts.title), {ariaLevel: '3'});
  const section = element('section', 'progress', title, folded || list);
  section.style.setProperty('--outcome', colour);
  return section;
};
