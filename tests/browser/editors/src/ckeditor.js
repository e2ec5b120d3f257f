/** CKEditor 5, the classic build of it. */

import {Bold, ClassicEditor, Essentials, Italic, Paragraph} from 'ckeditor5'
import css from 'ckeditor5/ckeditor5.css'

const text = html => html.replaceAll('&', '&amp;').replaceAll('<', '&lt;')

export const make = async (host, lines) => {
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(css)
  document.adoptedStyleSheets = [sheet]
  const editor = await ClassicEditor.create(host.appendChild(document.createElement('div')), {
    licenseKey: 'GPL',
    plugins: [Essentials, Paragraph, Bold, Italic],
    initialData: lines.map(line => `<p>${text(line) || '&nbsp;'}</p>`).join('')
  })
  const told = node =>
    node.is('$text') || node.is('$textProxy') ? node.data : node.name === 'softBreak' ? '\n' : [...node.getChildren()].map(told).join('')
  return {
    model: () => editor.getData(),
    lines: () => [...editor.model.document.getRoot().getChildren()].flatMap(block => told(block).split('\n'))
  }
}
