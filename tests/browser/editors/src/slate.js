/** Slate, in React. */

import {createElement} from 'react'
import {flushSync} from 'react-dom'
import {createRoot} from 'react-dom/client'
import {createEditor, Node} from 'slate'
import {withHistory} from 'slate-history'
import {Editable, Slate, withReact} from 'slate-react'

export const make = (host, lines) => {
  const editor = withHistory(withReact(createEditor()))
  const initialValue = lines.map(text => ({type: 'paragraph', children: [{text}]}))
  const editable = createElement(Editable, {placeholder: 'Your reply'})
  flushSync(() => createRoot(host).render(createElement(Slate, {editor, initialValue}, editable)))
  return {
    model: () => editor.children,
    lines: () => editor.children.map(node => Node.string(node))
  }
}
