/** Draft.js, in React. */

import Draft from 'draft-js'
import {createElement, useState} from 'react'
import {flushSync} from 'react-dom'
import {createRoot} from 'react-dom/client'

const {ContentState, Editor, EditorState, RichUtils} = Draft

export const make = (host, lines) => {
  let state
  const Field = () => {
    const [editorState, onChange] = useState(() =>
      EditorState.createWithContent(ContentState.createFromText(lines.join('\n')))
    )
    state = editorState
    const handleKeyCommand = (command, now) => {
      const next = RichUtils.handleKeyCommand(now, command)
      if (next) onChange(next)
      return next ? 'handled' : 'not-handled'
    }
    return createElement(Editor, {editorState, onChange, handleKeyCommand, placeholder: 'Your reply'})
  }
  flushSync(() => createRoot(host).render(createElement(Field)))
  const blocks = () => state.getCurrentContent().getBlocksAsArray()
  return {
    model: () => Draft.convertToRaw(state.getCurrentContent()),
    lines: () => blocks().flatMap(block => block.getText().split('\n'))
  }
}
