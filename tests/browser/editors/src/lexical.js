/** Lexical, with its rich text and its history. */

import {createEmptyHistoryState, registerHistory} from '@lexical/history'
import {registerRichText} from '@lexical/rich-text'
import {$createParagraphNode, $createTextNode, $getRoot, createEditor} from 'lexical'

export const make = (host, lines) => {
  const element = host.appendChild(document.createElement('div'))
  element.contentEditable = 'true'
  const editor = createEditor({namespace: 'reply', onError: error => { throw error }})
  editor.setRootElement(element)
  registerRichText(editor)
  const fill = () =>
    $getRoot()
      .clear()
      .append(...lines.map(line => $createParagraphNode().append(...(line ? [$createTextNode(line)] : []))))
  editor.update(fill, {discrete: true})
  registerHistory(editor, createEmptyHistoryState(), 300)
  return {
    model: () => editor.getEditorState().toJSON(),
    lines: () => editor.getEditorState().read(() => $getRoot().getChildren().flatMap(node => node.getTextContent().split('\n')))
  }
}
