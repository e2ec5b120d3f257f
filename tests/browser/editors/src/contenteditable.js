/** A plain contenteditable, without any library: its page is its model. */

export const make = (host, lines) => {
  const editor = host.appendChild(document.createElement('div'))
  editor.contentEditable = 'true'
  for (const line of lines.join('\n') ? lines : []) {
    const block = editor.appendChild(document.createElement('div'))
    block.append(line || document.createElement('br'))
  }
  // The browser leaves a <br> where all words were taken out, and writes some spaces as hard ones.
  const model = () => editor.innerText.replace(/\n$/, '').replaceAll('\xA0', ' ')
  return {model, lines: () => model().split('\n')}
}
