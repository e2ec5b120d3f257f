/** A controlled `<textarea>` of React: what is not in the state is not on the page. */

import {createElement, useState} from 'react'
import {flushSync} from 'react-dom'
import {createRoot} from 'react-dom/client'

export const make = (host, lines) => {
  let state
  const Field = () => {
    const [value, setValue] = useState(lines.join('\n'))
    state = value
    return createElement('textarea', {value, onChange: event => setValue(event.target.value)})
  }
  flushSync(() => createRoot(host).render(createElement(Field)))
  return {model: () => state, lines: () => state.split('\n')}
}
