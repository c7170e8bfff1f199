// Fills static/vendor with what pages take from npm: htmx and one sprite of the icons named in icons.txt.
import { copyFile, mkdir, readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

const here = fileURLToPath(new URL(".", import.meta.url));
const modules = `${here}../node_modules/`;
const vendor = `${here}vendor/`;

/** One icon as a symbol: the drawing alone, without the invisible frame each file carries. */
async function symbol(name) {
  const svg = await readFile(`${modules}@tabler/icons/icons/outline/${name}.svg`, "utf8").catch(() => {
    throw new Error(`static/icons.txt names an icon that does not exist: ${name}`);
  });
  const drawing = svg
    .slice(svg.indexOf(">", svg.indexOf("<svg")) + 1, svg.lastIndexOf("</svg>"))
    .replace(/<path stroke="none"[^>]*\/>/, "")
    .replace(/\s*\n\s*/g, "");
  return `<symbol id="${name}" viewBox="0 0 24 24">${drawing}</symbol>`;
}

async function sprite() {
  const names = (await readFile(`${here}icons.txt`, "utf8")).split(/\s+/).filter(Boolean);
  const symbols = await Promise.all([...new Set(names)].sort().map(symbol));
  return `<svg xmlns="http://www.w3.org/2000/svg">\n${symbols.join("\n")}\n</svg>\n`;
}

await mkdir(vendor, { recursive: true });
await copyFile(`${modules}htmx.org/dist/htmx.min.js`, `${vendor}htmx.min.js`);
await writeFile(`${vendor}icons.svg`, await sprite());
