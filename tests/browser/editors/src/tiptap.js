/** TipTap, with its starter kit. */

import {Editor} from '@tiptap/core'
import StarterKit from '@tiptap/starter-kit'

import {linesOf} from './prosemirror.js'

export const make = (host, lines) => {
  const content = lines.map(text => ({type: 'paragraph', content: text ? [{type: 'text', text}] : []}))
  // Its trailing empty paragraph is of no use in a reply.
  const editor = new Editor({
    element: host,
    extensions: [StarterKit.configure({trailingNode: false})],
    content: {type: 'doc', content}
  })
  return {model: () => editor.getJSON(), lines: () => linesOf(editor.state.doc)}
}
