"""An element on a page -> how well its words stand out from what is painted behind them."""

from playwright.sync_api import Locator

_COLOURS = """
element => {
  const canvas = new OffscreenCanvas(1, 1).getContext('2d', {willReadFrequently: true})
  const paint = layers => {
    canvas.globalAlpha = 1
    canvas.clearRect(0, 0, 1, 1)
    for (const [colour, alpha] of layers) {
      canvas.globalAlpha = alpha
      canvas.fillStyle = colour
      canvas.fillRect(0, 0, 1, 1)
    }
    return [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3)
  }
  const style = getComputedStyle(element)
  const ground = []
  for (let each = element; each; each = each.parentElement) {
    ground.unshift([getComputedStyle(each).backgroundColor, 1])
  }
  ground.unshift(['white', 1])
  return [paint(ground), paint([...ground, [style.color, Number(style.opacity)]])]
}
"""


def contrast(element: Locator) -> float:
    """Return the contrast by WCAG 2, from 1 to 21."""
    dark, light = sorted(_luminance(colour) for colour in element.evaluate(_COLOURS))
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: list[int]) -> float:
    red, green, blue = (
        value / 12.92 if value <= 0.03928 else ((value + 0.055) / 1.055) ** 2.4
        for value in (channel / 255 for channel in colour)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
