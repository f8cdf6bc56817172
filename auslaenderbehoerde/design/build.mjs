/**
 * Builds the third-party part of the design into the ignored folder build/static.
 *
 * KERN's style sheet carries a grid and thousands of utility classes that no page of ours uses;
 * only the components named below stay. The right-to-left twin is made from the same result.
 */
import { cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import postcss from "postcss";
import rtlcss from "rtlcss";

const ROOT = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
const MODULES = join(ROOT, "node_modules");
const TARGET = join(ROOT, "build", "static");

const COMPONENTS = [
  "light", "dark", "layer", "level",
  "alert", "badge", "body", "btn", "container", "description-list", "divider", "error", "fieldset", "form-check",
  "form-input", "heading", "hint", "icon", "kopfzeile", "label", "link", "list", "progress", "sr-only", "table", "title",
];

// The browser loads a part of a font only when the page has letters of it. Two weights are enough.
const WEIGHTS = ["400", "600"];
const FONTS = {
  "fira-sans": { family: "Fira Sans", parts: ["latin", "latin-ext", "cyrillic", "cyrillic-ext", "greek", "vietnamese"] },
  "noto-sans-arabic": { family: "Noto Sans Arabic", parts: ["arabic"] },
};
const PRINT_FONTS = ["FiraSans-Regular.woff2", "FiraSans-SemiBold.woff2"];

const modulePath = (...parts) => join(MODULES, ...parts);

async function put(name, content) {
  await mkdir(dirname(join(TARGET, name)), { recursive: true });
  await writeFile(join(TARGET, name), content);
}

async function copy(source, name) {
  await mkdir(dirname(join(TARGET, name)), { recursive: true });
  await cp(source, join(TARGET, name));
}

function isKept(selector) {
  const classes = selector.match(/\.kern-[\w-]+/g) ?? [];
  return classes.every((name) => COMPONENTS.some((part) => new RegExp(`^\\.kern-${part}(-|_|$)`).test(name)));
}

function onlyUsedComponents(sheet) {
  sheet.walkRules((rule) => {
    if (rule.parent.type === "atrule" && /keyframes$/.test(rule.parent.name)) return;
    rule.selectors = rule.selectors.filter(isKept);
    if (!rule.selector) rule.remove();
  });
  sheet.walkAtRules("media", (media) => {
    if (!media.nodes.length) media.remove();
  });
  return sheet;
}

async function buildKern() {
  const faces = await fontFaces();
  const sheet = onlyUsedComponents(postcss.parse(await readFile(modulePath("@kern-ux/native/dist/kern.min.css"), "utf8")));
  const { version, license } = JSON.parse(await readFile(modulePath("@kern-ux/native/package.json"), "utf8"));
  const notice = `/*! KERN ${version}, ${license}. Changed: unused components removed, fonts added. */\n`;
  const css = notice + faces + sheet.toString().replace('@charset "UTF-8";', "");
  await put("kern/kern.min.css", css);
  await put("kern/kern.rtl.min.css", rtlcss.process(css));
  await copy(modulePath("@kern-ux/native/LICENSE.md"), "kern/LICENSE.md");
}

/** Copies the parts of the fonts and returns the rules that load them; they open KERN's style sheet. */
async function fontFaces() {
  const faces = [];
  for (const [font, { family, parts }] of Object.entries(FONTS)) {
    const ranges = JSON.parse(await readFile(modulePath("@fontsource", font, "unicode.json"), "utf8"));
    await copy(modulePath("@fontsource", font, "LICENSE"), `fonts/${font}.LICENSE`);
    for (const part of parts) {
      for (const weight of WEIGHTS) {
        const file = `${font}-${part}-${weight}-normal.woff2`;
        await copy(modulePath("@fontsource", font, "files", file), `fonts/${file}`);
        faces.push(fontFace({ family, weight, file, range: ranges[part] }));
      }
    }
  }
  return faces.join("\n");
}

function fontFace({ family, weight, file, range }) {
  const source = `url("../fonts/${file}")format("woff2")`;
  return `@font-face{font-family:"${family}";font-weight:${weight};font-display:swap;src:${source};unicode-range:${range}}`;
}

/** Printed documents need whole fonts: WeasyPrint does not join parts. */
async function copyPrintFonts() {
  for (const file of PRINT_FONTS) {
    await copy(modulePath("@kern-ux/native/dist/fonts/fira-sans", file), `fonts/print/${file}`);
  }
}

async function buildProofOfWork() {
  await copy(modulePath("altcha/dist/external/altcha.min.js"), "vendor/altcha/altcha.js");
  await copy(modulePath("altcha/dist/external/altcha.css"), "vendor/altcha/altcha.css");
  await copy(modulePath("altcha/dist/workers/pbkdf2.js"), "vendor/altcha/pbkdf2.js");
  await copy(modulePath("altcha/LICENSE.txt"), "vendor/altcha/LICENSE.txt");
}

await rm(TARGET, { recursive: true, force: true });
await Promise.all([buildKern(), copyPrintFonts(), buildProofOfWork()]);
