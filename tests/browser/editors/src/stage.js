/** The name of a reply field -> that field on the page, in a form, with an account of what was sent. */

import * as composer from '/widget/composer.js'

/**
 * A module of this folder makes one kind of field:
 *   make(host, lines) -> {model(), lines()}
 * `model` is all that the editor itself knows of the draft, `lines` the text of it.
 */
const stage = {
  sent: [],
  async mount(kind, lines) {
    const {make} = await import(`./${kind}.js`)
    const form = document.createElement('form')
    const host = form.appendChild(document.createElement('div'))
    stage.elsewhere = document.createElement('button')
    document.body.replaceChildren(form, stage.elsewhere)
    stage.sent = []
    form.addEventListener('submit', event => {
      event.preventDefault()
      stage.sent.push('submit')
    })
    const made = await make(host, lines)
    Object.assign(stage, made, {host, field: composer.editableIn(host), done: null})
  },
  /** Put the caret where a click does: at once, and without a key. */
  select(caret, selected) {
    const {field} = stage
    field.focus()
    const end = caret ?? field.value?.length
    if (field.setSelectionRange) return field.setSelectionRange(end, end + selected)
    const selection = field.getRootNode().getSelection()
    if (caret === null) selection.modify('move', 'forward', 'documentboundary')
    for (let at = 0; at < caret; at += 1) selection.modify('move', 'forward', 'character')
    for (let at = 0; at < selected; at += 1) selection.modify('extend', 'forward', 'character')
  }
}

for (const type of ['keydown', 'keypress', 'keyup']) {
  addEventListener(type, event => event.isTrusted || stage.sent.push(type), {capture: true})
}

Object.assign(globalThis, {stage, composer})
