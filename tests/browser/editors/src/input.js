/** A plain `<input>`: one line. */

export const make = (host, lines) => {
  const field = host.appendChild(document.createElement('input'))
  field.value = lines.join(' ')
  return {model: () => field.value, lines: () => [field.value]}
}
