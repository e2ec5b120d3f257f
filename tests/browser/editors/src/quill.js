/** Quill, with its snow theme. */

import Quill from 'quill'
import css from 'quill/dist/quill.snow.css'

export const make = (host, lines) => {
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(css)
  document.adoptedStyleSheets = [sheet]
  const quill = new Quill(host.appendChild(document.createElement('div')), {theme: 'snow'})
  quill.setText(lines.join('\n') + '\n', 'silent')
  quill.history.clear()
  return {model: () => quill.getContents().ops, lines: () => quill.getText().replace(/\n$/, '').split('\n')}
}
