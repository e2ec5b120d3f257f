/** ProseMirror, with its basic schema. */

import {baseKeymap} from 'prosemirror-commands'
import {history, redo, undo} from 'prosemirror-history'
import {keymap} from 'prosemirror-keymap'
import {schema} from 'prosemirror-schema-basic'
import {EditorState} from 'prosemirror-state'
import {EditorView} from 'prosemirror-view'
import css from 'prosemirror-view/style/prosemirror.css'

export const linesOf = doc => doc.textBetween(0, doc.content.size, '\n', '\n').split('\n')

export const make = (host, lines) => {
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(css)
  document.adoptedStyleSheets = [sheet]
  const {doc, paragraph} = schema.nodes
  const view = new EditorView(host, {
    state: EditorState.create({
      doc: doc.create(null, lines.map(line => paragraph.create(null, line ? [schema.text(line)] : []))),
      plugins: [history(), keymap({'Mod-z': undo, 'Mod-y': redo}), keymap(baseKeymap)]
    })
  })
  return {model: () => view.state.doc.toJSON(), lines: () => linesOf(view.state.doc)}
}
