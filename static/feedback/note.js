// The dialog in which a reader writes, changes or deletes the own note about a feature.

import {button, element} from '../dom.js';
import {copy, openDialog, statusLine, textBox} from './dialog.js';
import {LONGEST} from './notes.js';

/** @import {Subject} from '../types.d.ts' */
/** @import {Feedback} from '../panels/feedback.js' */

/**
 * Open the dialog.
 *
 * @type {(feedback: Feedback, subject: Subject, more?: string) => void} `more`: text to go below what is noted
 */
export const openNote = (feedback, {id, name, link, href}, more = '') => {
  const {text, notes} = feedback;
  const known = notes.get(id);
  const {node: line, say} = statusLine();
  const start = [known?.text, more].filter(Boolean).join('\n\n').slice(0, LONGEST);
  const {node: box, field} = textBox(text('feedback.note_text'), LONGEST, start, text);
  const save = () => {
    const said = field.value.trim();
    if (!said && !known) {
      say(text('feedback.empty'), true);
      field.focus();
      return;
    }
    const fault = notes.put(id, {text: said, at: new Date().toISOString(), name, link});
    if (fault) say(text(`feedback.${fault}`), true);
    else finish(said ? id : '');
  };
  const finish = (saved = '') => {
    dialog.close();
    feedback.changed(saved);
  };
  const drop = () => {
    notes.drop(id);
    finish();
  };
  const acts = element(
    'div',
    'acts',
    button('act main', text('feedback.save'), save),
    known && button('act', text('feedback.delete'), drop),
    button('act', text('feedback.copy'), () =>
      copy(`${name}\n${href}\n\n${field.value}\n`, say, text('feedback.copied'), text),
    ),
    button('act', text('feedback.cancel'), () => dialog.close()),
  );
  const form = element('div', 'form', element('p', 'whither', text('feedback.note_where')), box, line, acts);
  const subject = element('p', 'subject', name);
  const dialog = openDialog('note', text('feedback.note_title'), text('feedback.close'), subject, form);
  field.focus();
};
