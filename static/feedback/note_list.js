// All notes of the reader: to read on, print, save as a file, and delete.

import {button, element} from '../dom.js';
import {save} from '../panels/files.js';
import {openDialog} from './dialog.js';
import {notedAt} from './notes.js';

/** @import {Subject, TextOf} from '../types.d.ts' */
/** @import {Feedback} from '../panels/feedback.js' */
/** @typedef {Subject & {text: string, at: string}} Entry */

/** @type {(entries: Entry[], text: TextOf) => HTMLElement} */
const paper = (entries, text) => {
  const date = new Date().toLocaleDateString('sv');
  return element(
    'section',
    'atlas-paper',
    element('h1', '', text('feedback.paper_title')),
    element('p', 'made', text('feedback.paper_made', {n: entries.length, date})),
    ...entries.map(entry =>
      element(
        'article',
        '',
        element('h2', '', entry.name),
        element('p', 'where', `${notedAt(entry)} · ${entry.href}`),
        element('p', 'text', entry.text),
      ),
    ),
  );
};

/** @type {(entries: Entry[], text: TextOf) => string} */
const asText = (entries, text) =>
  [
    text('feedback.paper_title'),
    ...entries.map(entry => `${entry.name}\n${notedAt(entry)} · ${entry.href}\n\n${entry.text}`),
  ].join('\n\n----\n\n');

/** @type {(entries: Entry[]) => string} */
const asJson = entries => {
  const notes = entries.map(({id, name, href, at, text}) => ({feature: id, name, link: href, noted: at, text}));
  return JSON.stringify({format: 'pingdu-atlas-notes', version: 1, notes}, null, 2);
};

/**
 * Open the list.
 *
 * @type {(feedback: Feedback) => void}
 */
export const openNotes = feedback => {
  const {text, notes} = feedback;
  const list = element('div', 'form');
  const entries = () => notes.all().map(([id, note]) => ({...note, ...feedback.subjectOf(id, note)}));
  let sure = false; // whether the reader is asked if all are to go

  /** @type {(content: string, type: string, suffix: string) => void} */
  const file = (content, type, suffix) =>
    save(new Blob([content], {type: `${type};charset=utf-8`}), `${text('feedback.file')}.${suffix}`);

  /** @type {(entry: Entry) => HTMLElement} */
  const row = entry => {
    const link = Object.assign(element('a', 'atlas-go', entry.name), {href: entry.href});
    link.addEventListener('click', () => dialog.close());
    const edit = button('act', text('feedback.edit'), () => {
      dialog.close();
      feedback.openNote(entry);
    });
    edit.setAttribute('aria-label', text('feedback.edit_one', {name: entry.name}));
    const drop = button('act', text('feedback.delete'), () => {
      notes.drop(entry.id);
      feedback.changed();
      show();
      dialog.querySelector('h2')?.focus();
    });
    drop.setAttribute('aria-label', text('feedback.delete_one', {name: entry.name}));
    const words = element('p', 'text', entry.text);
    return element('li', '', link, element('small', '', notedAt(entry)), words, element('div', 'acts', edit, drop));
  };

  const question = () => {
    const go = button('act main', text('feedback.delete_all'), () => {
      notes.clear();
      sure = false;
      feedback.changed();
      show();
      dialog.querySelector('h2')?.focus();
    });
    const stay = button('act', text('feedback.cancel'), () => {
      sure = false;
      show();
      list.querySelector('button')?.focus();
    });
    const node = element('p', 'whither', text('feedback.delete_sure', {n: notes.all().length}));
    node.setAttribute('role', 'alert');
    return [node, element('div', 'acts', go, stay)];
  };

  const show = () => {
    const all = entries();
    const heading = dialog.querySelector('h2');
    if (heading) heading.textContent = text('feedback.notes', {n: all.length});
    const acts = element(
      'div',
      'acts',
      button('act', text('feedback.print'), () => window.print()),
      button('act', text('feedback.as_text'), () => file(asText(entries(), text), 'text/plain', 'txt')),
      button('act', text('feedback.as_json'), () => file(asJson(entries()), 'application/json', 'json')),
      button('act', text('feedback.delete_all'), () => {
        sure = true;
        show();
        list.querySelector('button')?.focus();
      }),
    );
    list.replaceChildren(
      element('p', 'whither', text('feedback.note_where')),
      ...(all.length && sure ? question() : []),
      ...(all.length && !sure ? [acts] : []),
      ...(all.length ? [element('ol', '', ...all.map(row))] : [element('p', '', text('feedback.notes_none'))]),
    );
  };

  const dialog = openDialog('notes', '', text('feedback.close'), list);
  const heading = dialog.querySelector('h2');
  if (heading) heading.tabIndex = -1;
  // On paper there are the notes alone, however printing was asked for.
  const before = () => document.body.append(paper(entries(), text));
  const after = () => document.body.querySelectorAll(':scope > .atlas-paper').forEach(node => node.remove());
  window.addEventListener('beforeprint', before);
  window.addEventListener('afterprint', after);
  dialog.addEventListener('close', () => {
    window.removeEventListener('beforeprint', before);
    window.removeEventListener('afterprint', after);
    after();
  });
  show();
  heading?.focus();
};
