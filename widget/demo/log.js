/** Messages -> a chat log on the page. Text goes in as text, never as markup. */

/** @typedef {import('./chats.js').Said} Said */

/**
 * @param {string} tag
 * @param {string} [name]
 * @param {string} [text]
 */
export function make(tag, name = '', text = '') {
  const element = document.createElement(tag)
  if (name) element.className = name
  if (text) element.textContent = text
  return element
}

/** A time of day as the page's language writes it. @param {number} at seconds since the epoch */
export function clock(at) {
  const format = new Intl.DateTimeFormat(document.documentElement.lang, {hour: '2-digit', minute: '2-digit'})
  return format.format(new Date(at * 1000))
}

/** @param {Said} message @param {boolean} own */
function row({messageId, speaker, text, name, at}, own) {
  const made = make('div', `message ${own ? 'own' : 'other'}`)
  made.dataset.id = messageId
  made.dataset.speaker = speaker
  const bubble = make('p', 'bubble', text)
  bubble.dir = 'auto'
  made.append(bubble, make('span', 'time', [name, clock(at)].filter(Boolean).join(' · ')))
  return made
}

/**
 * Bring the log up to date: what is there stays, what is new comes below and into sight.
 * A message that is not durable yet is pale.
 * @param {HTMLElement} log
 * @param {readonly Said[]} messages
 * @param {'customer' | 'agent'} self whose page this is: their messages stand on the right
 */
export function showLog(log, messages, self) {
  const rows = /** @type {HTMLElement[]} */ ([...log.querySelectorAll('.message')])
  const kept = rows.findIndex((shown, index) => shown.dataset.id !== messages[index]?.messageId)
  for (const gone of kept < 0 ? [] : rows.splice(kept)) gone.remove()
  const fresh = messages.slice(rows.length).map(message => row(message, message.speaker === self))
  log.append(...fresh)
  for (const [index, shown] of [...rows, ...fresh].entries()) {
    shown.classList.toggle('pending', Boolean(messages[index]?.pending))
  }
  if (fresh.length) log.scrollTop = log.scrollHeight
}

/**
 * Enter sends, Shift+Enter starts a new line; what is sent leaves the field. Until now the field
 * was disabled: a message typed before anybody listens would be lost.
 * @param {HTMLFormElement} form
 * @param {HTMLTextAreaElement} field
 * @param {(text: string) => void} send
 */
export function onSend(form, field, send) {
  form.addEventListener('submit', event => {
    event.preventDefault()
    const text = field.value.trim()
    if (!text) return
    field.value = ''
    field.dispatchEvent(new Event('input', {bubbles: true}))
    send(text)
    field.focus()
  })
  field.addEventListener('keydown', event => {
    if (event.key !== 'Enter' || event.shiftKey || event.altKey || event.isComposing) return
    event.preventDefault()
    form.requestSubmit()
  })
  field.disabled = false
}

/** The element with this id; the page is wrong where it is missing. @template {HTMLElement} T @param {string} id @param {new () => T} type @returns {T} */
export function byId(id, type) {
  const element = document.getElementById(id)
  if (!(element instanceof type)) throw new Error(`#${id}: the page needs a ${type.name} here`)
  return element
}
