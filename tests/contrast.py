"""What cannot be told from its ground, by the figures of WCAG 2: 4.5 for text, 3 for marks."""

from __future__ import annotations

from typing import Final

CONTRAST: Final = """() => {
  const MARKS = "refresh miss lag given unchanged limited refused failed fault error advice"
    .split(" ").map((name) => `.timeline-lane path.${name}`).join();
  const linear = (c) => ((c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
  const light = ([r, g, b]) => 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
  const parts = (text) => text.match(/[\\d.]+/g).map(Number);
  const behind = (one) => {
    for (; one; one = one.parentElement) {
      const rgb = parts(getComputedStyle(one).backgroundColor);
      if (rgb.length < 4 || rgb[3] === 1) return rgb;
    }
    return [255, 255, 255];
  };
  const ratio = (a, b) => {
    const [high, low] = [light(a), light(b)].sort((x, y) => y - x);
    return (high + 0.05) / (low + 0.05);
  };
  const found = new Set();
  for (const one of document.body.querySelectorAll("*:not(title, script, style)")) {
    const style = getComputedStyle(one), isMark = one.matches(MARKS);
    const isText = [...one.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim());
    if (!one.checkVisibility() || (!isText && !isMark)) continue;
    const drawn = style.fill === "none" ? style.stroke : style.fill;
    const value = ratio(parts(one instanceof SVGElement ? drawn : style.color), behind(one));
    const name = `${one.tagName}.${one.getAttribute("class")}`;
    if (value < (isMark ? 3 : 4.5)) found.add(`${name} ${value.toFixed(2)}`);
  }
  return [...found];
}"""
"""A function for a page: names of elements with their contrast, where it is too small."""
