/** How the customer feels -> the chip, the menu that corrects it, and the course line. */

import {marks, points, told, trend} from './course.js'
import {html, press, svg} from './elements.js'
import {memory} from './glance.js'
import {fill} from './messages.js'
import {pressingNeed} from './state.js'

/** @import {Choice, Model} from './types' */

const WIDTH = 76
const HEIGHT = 22
/** Feelings in the order in which agents need them: a joke that was taken for anger comes first. */
const ORDER = ['playfulness', 'neutral', 'frustration', 'anger', 'disappointment', 'anxiety', 'confusion', 'gratitude', 'delight', 'remorse']

/** @param {(byKey: boolean) => void} ask the agent wants to say how they feel */
export function createMood(ask) {
  const name = html('span', 'name')
  const yours = html('span', 'yours')
  const chip = press('tone', ask, name, ' ', yours)
  const need = html('span', 'need')
  const course = svg('svg', {class: 'course', part: 'course', role: 'img', viewBox: `0 0 ${WIDTH} ${HEIGHT}`})
  const changed = memory()
  chip.ariaHasPopup = 'menu'
  chip.ariaExpanded = 'false'
  return {
    chip,
    need,
    course,
    /** @param {Model} model */
    show({view, words, keys}) {
      const now = view.tone
      const pressing = now && pressingNeed(view)
      need.textContent = pressing ? (words.needs[pressing.need]?.[pressing.status] ?? '') : ''
      need.title = pressing?.because ?? ''
      chip.hidden = !now
      course.style.display = view.course.length > 1 ? '' : 'none'
      if (!now) return
      chip.dataset.tone = now.tone
      name.textContent = words.tones[now.tone] ?? now.tone
      yours.textContent = now.read ? words.yours : ''
      chip.ariaKeyShortcuts = keys.correct
      chip.ariaLabel = [fill(words.feeling, {tone: name.textContent}), yours.textContent].filter(Boolean).join(' · ')
      chip.title = now.words ? fill(words.quote, {words: now.words}) : ''
      const marked = marks(view.course, view.ledger)
      const said = marked.map(([, mark]) => told(mark, words))
      const summary = [fill(words.course, {n: view.course.length, trend: words[trend(view.course)]}), ...said].join('. ')
      if (!changed([view.course, summary])) return
      course.ariaLabel = summary
      draw(course, view.course, marked, summary)
    }
  }
}

/**
 * What the agent may say instead.
 * @param {Model} model @param {(tone: string | null) => void} choose
 * @returns {Choice[]}
 */
export function feelings({view: {tone: now}, words}, choose) {
  if (!now) return []
  const own = ORDER.map(tone => ({label: words.feels[tone] ?? tone, chosen: now.tone === tone, tone, act: () => choose(tone)}))
  return now.read ? [...own, {label: words.asRead, act: () => choose(null)}] : own
}

/** @param {Element} course @param {Model['view']['course']} moments @param {ReturnType<typeof marks>} marked @param {string} summary */
function draw(course, moments, marked, summary) {
  const dots = points(moments, WIDTH, HEIGHT)
  const middle = HEIGHT / 2
  const title = svg('title', {})
  title.textContent = summary
  course.replaceChildren(
    title,
    svg('line', {x1: 0, x2: WIDTH, y1: middle, y2: middle}),
    svg('polyline', {points: dots.map(({x, y}) => `${x},${y}`).join(' ')}),
    ...dots.map(({x, y, r, tone}, index) => {
      const last = index === dots.length - 1
      return svg('circle', {cx: x, cy: y, r: last ? r + 1 : r, class: last ? 'now' : '', 'data-tone': tone})
    }),
    ...marked.map(([index, {what}]) => {
      const {x = 0, y = 0} = dots[index] ?? {}
      // A ring around a peak, a diamond around the turn: told apart without colour.
      return svg('path', {class: what, d: what === 'turn' ? `M${x} ${y - 6}l6 6-6 6-6-6z` : `M${x - 5} ${y}a5 5 0 1 0 10 0a5 5 0 1 0-10 0z`})
    })
  )
}
