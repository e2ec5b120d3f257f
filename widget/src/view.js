/** What is to be shown -> the widget's shadow tree. Text goes in as text, never as markup. */

import {points, trend} from './course.js'
import {button, html, svg} from './elements.js'
import {createBooks, createGlance} from './glance.js'
import {fill, why} from './messages.js'
import {onShow, pressingNeed} from './state.js'

/** @import {Actions, Model, Suggestion, Words} from './types' */

const WIDTH = 76
const HEIGHT = 22

/**
 * Build the tree once; the function that comes back brings it up to date.
 * @param {ShadowRoot} root
 * @param {Actions} actions
 * @returns {(model: Model) => void}
 */
export function createView(root, actions) {
  const tone = html('span', 'tone')
  const need = html('span', 'need')
  const course = svg('svg', {class: 'course', part: 'course', role: 'img', viewBox: `0 0 ${WIDTH} ${HEIGHT}`})
  const connection = html('span', 'connection')
  const books = createBooks()
  const head = html('div', 'head', tone, need, books.list, html('span', 'end', connection, course))
  const kind = html('strong', 'kind')
  const policy = html('span', 'policy')
  const text = html('p', 'text')
  const reason = html('p', 'why')
  const insert = button('insert', actions.insert)
  const dismiss = button('dismiss', actions.dismiss)
  const foot = html('div', 'foot', reason, html('div', 'actions', dismiss.button, insert.button))
  const over = html('span', 'over')
  const card = html('div', 'card', html('div', 'top', kind, policy), text, foot, over)
  const glance = createGlance(actions.dismiss)
  const words = html('span', 'notice')
  const undo = button('undo', actions.undo)
  const quiet = html('div', 'quiet', words, undo.button)
  const panel = html('section', 'panel', head, html('div', 'body', card, glance.group, quiet))
  const voice = html('p', 'voice')
  voice.setAttribute('aria-live', 'polite')
  card.setAttribute('role', 'group')
  over.id = 'over'
  card.setAttribute('aria-describedby', over.id)
  over.hidden = true
  root.replaceChildren(panel, voice)
  // A pressed button must not take the caret out of the reply.
  root.addEventListener('mousedown', event => {
    if (event.target instanceof Element && event.target.closest('button')) event.preventDefault()
  })

  let spoken = ''
  return model => {
    const {view, words: say, keys, mac} = model
    panel.setAttribute('aria-label', say.panel)
    renderTone(model, tone, need, course)
    books.show(model)

    const suggestion = onShow(view)
    const takeover = glance.show(model)
    books.list.toggleAttribute('data-told', Boolean(takeover))
    card.hidden = !suggestion
    quiet.hidden = Boolean(suggestion || takeover)
    if (suggestion) {
      const care = suggestion.kind === 'agent-care'
      card.dataset.kind = suggestion.kind
      kind.textContent = say.kinds[suggestion.kind] ?? suggestion.title
      over.textContent = outranked(say, suggestion)
      kind.title = [suggestion.about, over.textContent].filter(Boolean).join('\n')
      policy.textContent = suggestion.policy ?? ''
      policy.title = say.policy
      if (text.textContent !== suggestion.text) {
        text.textContent = suggestion.text
        text.scrollTop = 0
      }
      text.lang = suggestion.language
      card.setAttribute('aria-label', `${kind.textContent}: ${suggestion.text}`)
      renderWhy(reason, say, suggestion)
      insert.button.hidden = care
      insert.label(say.insert, keys.insert, mac)
      dismiss.label(care ? say.understood : say.dismiss, keys.dismiss, mac)
    }
    connection.textContent = suggestion || takeover ? model.trouble || model.notice : ''
    words.textContent = model.trouble || model.notice || say.listening
    quiet.toggleAttribute('data-listening', !model.trouble && !model.notice)
    undo.button.hidden = !model.canUndo
    undo.label(view.ended?.how === 'dismissed' || view.aside ? say.bringBack : say.undo, keys.dismiss, mac)
    if (root.activeElement?.closest('[hidden]')) {
      root.querySelector(/** @type {'button'} */ ('button:not([hidden], [hidden] *)'))?.focus()
    }

    const offer = suggestion && fill(say.suggestion, {kind: kind.textContent ?? '', text: suggestion.text})
    const said = model.trouble || model.notice || takeover || offer || ''
    if (said !== spoken) voice.textContent = spoken = said
  }
}

/** The kinds that gave way to this card, in words; '' for none. @param {Words} words @param {Suggestion} suggestion */
function outranked({nouns, over}, {outranked: others = []}) {
  const kinds = others.map(({kind}) => nouns[kind] ?? kind)
  return kinds.length ? fill(over, {kinds: kinds.join(', ')}) : ''
}

/** @param {Model} model @param {HTMLElement} tone @param {HTMLElement} need @param {SVGElement} course */
function renderTone({view, words}, tone, need, course) {
  const now = view.tone
  tone.hidden = !now
  course.style.display = view.course.length > 1 ? '' : 'none'
  const pressing = now && pressingNeed(view)
  need.textContent = pressing ? (words.needs[pressing.need]?.[pressing.status] ?? '') : ''
  need.title = pressing?.because ?? ''
  if (!now) return
  tone.dataset.tone = now.tone
  tone.textContent = words.tones[now.tone] ?? now.tone
  tone.title = now.words ? fill(words.quote, {words: now.words}) : ''
  const heading = words[trend(view.course)]
  course.setAttribute('aria-label', fill(words.course, {n: view.course.length, trend: heading}))
  const dots = points(view.course, WIDTH, HEIGHT)
  const middle = HEIGHT / 2
  course.replaceChildren(
    svg('line', {x1: 0, x2: WIDTH, y1: middle, y2: middle}),
    svg('polyline', {points: dots.map(({x, y}) => `${x},${y}`).join(' ')}),
    ...dots.map(({x, y, r, tone: name}, index) => {
      const last = index === dots.length - 1
      return svg('circle', {cx: x, cy: y, r: last ? r + 1 : r, class: last ? 'now' : '', 'data-tone': name})
    })
  )
}

/** @param {HTMLElement} line @param {Words} words @param {Suggestion} suggestion */
function renderWhy(line, words, suggestion) {
  const {quotes, meanings} = why(words, suggestion.because)
  const parts = quotes.map(quote => {
    const span = html('span', 'quote')
    span.textContent = fill(words.quote, {words: quote})
    return span
  })
  const meaning = meanings.join(', ') || (quotes.length ? '' : suggestion.about)
  line.replaceChildren()
  parts.forEach((part, index) => line.append(index ? ' ' : '', part))
  if (meaning) line.append(parts.length ? ' · ' : '', meaning)
  line.title = suggestion.about
}
