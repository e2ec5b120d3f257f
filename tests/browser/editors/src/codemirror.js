/** CodeMirror 6, as consoles with Markdown replies have it. */

import {defaultKeymap, history, historyKeymap} from '@codemirror/commands'
import {EditorState} from '@codemirror/state'
import {EditorView, keymap, placeholder} from '@codemirror/view'

export const make = (host, lines) => {
  const view = new EditorView({
    parent: host,
    state: EditorState.create({
      doc: lines.join('\n'),
      extensions: [history(), keymap.of([...historyKeymap, ...defaultKeymap]), EditorView.lineWrapping, placeholder('Your reply')]
    })
  })
  return {model: () => view.state.doc.toString(), lines: () => view.state.doc.toString().split('\n')}
}
