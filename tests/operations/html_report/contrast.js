const numbers = (colour) => colour.match(/[\d.]+/g).map(Number);
const opaque = (colour) => { const [, , , alpha = 1] = numbers(colour); return alpha > 0; };
const light = (colour) => {
  const [red, green, blue] = numbers(colour).map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
};
const ratio = (one, other) => {
  const [darker, lighter] = [light(one), light(other)].sort((a, b) => a - b);
  return (lighter + 0.05) / (darker + 0.05);
};
const ground = (element) => {
  for (let part = element; part; part = part.parentElement) {
    const own = getComputedStyle(part).backgroundColor;
    if (opaque(own)) { return own; }
  }
  return "rgb(255, 255, 255)";
};
const poor = [];
let looked = 0;
for (const element of document.querySelectorAll("body *")) {
  const words = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
  if (!words || ["SCRIPT", "STYLE", "title", "desc"].includes(element.tagName)) { continue; }
  if (!element.getClientRects().length) { continue; }
  const style = getComputedStyle(element);
  const drawn = element instanceof SVGElement;
  const rect = drawn && element.closest("a, g") && element.closest("a, g").querySelector("rect");
  const ink = drawn ? style.fill : style.color;
  const behind = rect ? getComputedStyle(rect).fill : ground(element);
  looked += 1;
  const found = ratio(ink, behind);
  if (found < 4.5) { poor.push([element.tagName, element.className.toString(), element.textContent.slice(0, 40), ink, behind, found]); }
}
return [looked, poor];
